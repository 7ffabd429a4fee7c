// Composition root: builds everything in the order of dependence and runs it.
#include "daemon/daemon.h"
#include "employee/api/jobs/arguments.h"
#include "employee/api/options.h"
#include "employee/api/routes.h"
#include "employee/app/jobs/job_schedule.h"
#include "employee/clients/clients.h"
#include "employee/clients/relay_publisher.h"
#include "employee/service.h"
#include "employee/store/stores.h"
#include "employee/store/upgrade.h"
#include "employee/wiring.h"

namespace erp::employee {
namespace {

// What serving and running a job are both built of.
struct Built {
  Built(const Config& config, metrics::Registry& registry)
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

void Run(const Config& config, daemon::Daemon& daemon) {
  Built built(config, daemon.registry());
  const Api api{built.app, daemon.actors()};
  JobSchedule schedule(built.app.run_job, built.ports.company_clock(), config.job_schedule == "on");
  auto& relay = built.relay;
  daemon.health().Add("mysql", [&] { return built.stores.probe.Check(); });
  daemon.health().AddDegrading("kafka", [&] { return built.clients.BusUnavailability(); });
  daemon.health().AddDegrading("outbox", [&] { return relay.Unavailability(); });
  daemon.Run({PublicRoutes(api), InternalRoutes(api)},
             {{"clients", {}, [&] { built.clients.Stop(std::chrono::seconds(3)); }},
              {"relay", [&] { relay.Start(); }, [&] { relay.Stop(std::chrono::seconds(2)); }},
              daemon::PartOf("jobs", schedule)});
}

std::string Migrate(const Config& config) {
  std::string line = Upgrade(config);
  EnsureOwnTopics(config);
  return line + "; topics are there";
}

std::string RunJobOnce(const Config& config, const std::vector<std::string>& arguments) {
  metrics::Registry registry;
  Built built(config, registry);
  return RunJobAsAsked(built.app.run_job, ReadJobArguments(arguments),
                       built.ports.company_clock().Today());
}

}  // namespace
}  // namespace erp::employee

int main(int argc, char** argv) {
  using namespace erp::employee;
  return erp::daemon::Main<Config>(
      argc, argv,
      {kIdentity, Describe, Migrate, Run,
       erp::daemon::Action<Config>{"--run-job", "NAME [--on DATE] [--dry-run] [--again]",
                                   "run one job for a date (today) and print what it changed",
                                   RunJobOnce}});
}
