// Composition root: builds everything in the order of dependence and runs it.
#include "approval-processing/api/events.h"
#include "approval-processing/api/routes.h"
#include "approval-processing/clients/clients.h"
#include "approval-processing/service.h"
#include "approval-processing/store/stores.h"
#include "approval-processing/wiring.h"
#include "daemon/accounts_client.h"
#include "daemon/daemon.h"

namespace erp::approval_processing {
namespace {

void Run(const Config& config, daemon::Daemon& daemon) {
  metrics::Registry& registry = daemon.registry();
  daemon::AccountsClient accounts(config, config.employee_url, registry);
  daemon.KnowAccounts(accounts);
  Clients clients(config, DecodeStepOpened, registry);
  RequestService& requests = clients.request;
  Stores stores(config, requests.watch, registry);
  outbox::Relay relay(stores.outbox, Wire(config, outbox::Sinks{{kBusTarget, &clients.bus}}), {},
                      registry);
  OutboxPublisher publisher(relay, requests.watch);
  const Ports ports = Wire(config, Ports{stores.tasks, stores.moves, requests.step, publisher,
                                         stores.epoch, stores.live, requests.steps, requests.epoch,
                                         requests.watch, clients.employee, stores.leavers});
  UseCases app(ports);
  Reconciler reconciler({ports.epoch, ports.live, ports.steps, ports.epochs, ports.announced},
                        ReconcilerTimes(config), registry);
  LeaverWatch leavers(ports.employee, ports.leavers, registry);
  Tasks events(stores.events);
  kafka::Consumer consumer(RequestEventOptions(config), OnRequestEvent(events, registry),
                           clients.producer, registry);
  const Operations operations{stores.unreadable, stores.live, stores.epoch, reconciler,
                              clients.letters};
  const Api api{app, daemon.actors(), registry, stores.step_states, operations};

  stores.Watch(daemon.health());
  reconciler.Watch(daemon.health());
  WatchOperations(daemon.health(), operations);
  daemon.health().AddDegrading("kafka", [&] { return consumer.Unavailability(); });
  daemon.Run({PublicRoutes(api), InternalRoutes(api), kInternalThreads},
             {{"bus", {}, [&] { clients.producer.Flush(std::chrono::seconds(3)); }},
              {"epoch-watch", [&] { requests.watch.Start([&] { return stores.Breaks(); }); },
               [&] { requests.watch.Stop(); }},
              {"relay", [&] { relay.Start(); }, [&] { relay.Stop(std::chrono::seconds(2)); }},
              daemon::PartOf("reconciler", reconciler),
              daemon::PartOf("leaver-watch", leavers),
              daemon::PartOf("consumer", consumer)});
}

}  // namespace
}  // namespace erp::approval_processing

int main(int argc, char** argv) {
  using namespace erp::approval_processing;
  const auto describe = [](erp::config::Table& table, Config& config) {
    Describe(table, config);
    table.Check([&config] { return WrongRedisUrl(config); });
  };
  const auto migrate = [](const Config& config) {
    CreateTopics(config);
    return "topics are there";
  };
  return erp::daemon::Main<Config>(argc, argv, {kIdentity, describe, migrate, Run});
}
