// Composition root: builds everything in the order of dependence and runs it.
#include "daemon/accounts_client.h"
#include "daemon/daemon.h"
#include "notification/api/events.h"
#include "notification/api/options.h"
#include "notification/api/routes.h"
#include "notification/clients/clients.h"
#include "notification/service.h"
#include "notification/store/redis_changes.h"
#include "notification/store/stores.h"
#include "notification/wiring.h"

namespace erp::notification {
namespace {

void Run(const Config& config, daemon::Daemon& daemon) {
  metrics::Registry& registry = daemon.registry();
  daemon::AccountsClient accounts(config, config.employee_url, registry);
  daemon.KnowAccounts(accounts);
  Clients clients(config, registry);
  Stores stores(config, registry);
  UseCases app(Wire(config, Ports{stores.inbox, stores.interactive_inbox, stores.announcer,
                                  stores.runs, stores.clock}),
               registry);
  StompGateway gateway(SocketOptions(config), daemon.actors(), registry);
  RedisChanges changes(stores.url, stores.prefix, gateway.MakeListener(), registry);
  PageReader reader(stores.inbox, gateway, 4);
  gateway.Attach(changes, reader);
  kafka::Consumer consumer(EventsOptions(config, app.replays),
                           Wire(config, OnNotificationEvent(app.intake, registry)),
                           clients.producer, registry);
  const Api api{app, stores.inbox, daemon.actors(), gateway, clients.letters};

  daemon.health().Add("redis", [&] { return Unavailability(stores.probing, config); });
  daemon.health().Add("redis-changes", [&] { return changes.Unavailability(); });
  daemon.health().AddDegrading("kafka", [&] { return consumer.Unavailability(); });
  // Sessions end after the consumer: they show what it still writes.
  daemon.Run(
      {PublicRoutes(api), InternalRoutes(api), kInternalThreads},
      {daemon::PartOf("changes", changes),
       {"page-reader", {}, [&] { reader.Stop(); }},
       {"sessions", {}, [&] { gateway.Stop(); }},
       {"bus", {}, [&] { clients.producer.Flush(std::chrono::seconds(3)); }},
       daemon::PartOf("consumer", consumer),
       {"websocket", [&] { gateway.Start(); }, [&] { gateway.StopAccepting(); }},
       {"replays", [&] { app.replays.Watch([&] { consumer.Rewind(), gateway.ReadAgain(); }); },
        [&] { app.replays.Stop(); }}});
}

}  // namespace
}  // namespace erp::notification

int main(int argc, char** argv) {
  using namespace erp::notification;
  const auto describe = [](erp::config::Table& table, Config& config) {
    Describe(table, config);
    table.Check([&config] { return WrongRedisUrl(config); });
  };
  const auto migrate = [](const Config&) { return "Redis needs no set-up"; };
  return erp::daemon::Main<Config>(argc, argv, {kIdentity, describe, migrate, Run});
}
