// What serving, running a job and keeping accounts are built of.
#pragma once

#include "employee/api/options.h"
#include "employee/clients/clients.h"
#include "employee/clients/relay_publisher.h"
#include "employee/store/stores.h"
#include "employee/wiring.h"

namespace erp::employee {

// Made together, in the order of dependence.
struct Parts {
  Parts(const Config& config, metrics::Registry& registry)
      : clients(config, registry),
        pool(PoolOf(config), registry),
        outbox(pool),
        relay(outbox, Wire(config, clients.Sinks()), {}, registry),
        publisher(relay),
        stores(config, pool, clock, clients.encoder, publisher, registry),
        ports(Wire(config,
                   stores.PortsWith(
                       clients.work, clients.leave_documents, clock, TimeZone(config.company_tz)))),
        app(ports, PoliciesOf(config)) {}

  const SystemClock clock;
  Clients clients;
  mysql::Pool pool;
  MysqlOutbox outbox;
  outbox::Relay relay;
  RelayPublisher publisher;
  Stores stores;
  Ports ports;
  UseCases app;
};

}  // namespace erp::employee
