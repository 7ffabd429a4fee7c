// Composition root: builds everything in the order of dependence, runs, stops.
#include <iostream>

#include "common/process.h"
#include "deadletters/routes.h"
#include "http/operator.h"
#include "notification/api/on_notification.h"
#include "notification/api/options.h"
#include "notification/api/routes.h"
#include "notification/api/session_routes.h"
#include "notification/store/redis_changes.h"
#include "notification/store/stores.h"
#include "observe/log.h"

namespace erp::notification {

void Run(const Config& config, StopSignal& signal) {
  metrics::Registry registry;
  const auto actors = auth::MakeDevActorSource(config.environment, registry);
  Stores stores(config, registry);
  InboxService service(stores.quick_inbox);
  OperatorMessages messages(stores.quick_inbox, stores.announcer, stores.clock);
  Replays replays(stores.lives, stores.clock, registry);
  Intake intake(stores.inbox, replays, registry);
  StompGateway gateway(SocketOptions(config), *actors, registry);
  RedisChanges changes(stores.url, stores.prefix, gateway.MakeListener(), registry);
  PageReader reader(stores.inbox, gateway, 4);
  gateway.Attach(changes, reader);
  http::Server server(PublicOptions(config), PublicRoutes(service, messages, *actors), registry);
  kafka::Producer dead_letters(DeadLetterOptions(config), registry);
  kafka::Consumer consumer(EventsOptions(config, StartByReplays(replays)),
                           OnNotificationEvent(intake, registry), dead_letters, registry);
  health::Health health;
  health.Add("redis", [&] { return Trouble(stores.probing, config); });
  health.Add("redis-changes", [&] { return changes.Trouble(); });
  health.AddDegrading("kafka", [&] { return consumer.Trouble(); });
  const kafka::DeadLetters letters(config.kafka_brokers, EventsTopic(config), dead_letters);
  http::Router internal = InternalRoutes(stores.inbox, *actors);
  deadletters::AddRoutes(internal, letters);
  AddSessionRoutes(internal, gateway);
  http::AddOperatorRoutes(internal, kName, Version(), health, registry, server.router());
  http::Server operators(OperatorOptions(config), std::move(internal), registry);
  const OnExit stop_all([&] {
    health.Drain();
    gateway.StopAccepting();
    server.Stop(), replays.Stop();
    consumer.Stop();
    dead_letters.Flush(std::chrono::seconds(3));
    gateway.Stop();
    reader.Stop(), changes.Stop();
    operators.Stop(), health.Stop();
    log::Info("stopped");
  });
  changes.Start(), server.Start(), consumer.Start(), operators.Start();
  gateway.Start();  // last: its loop uses the others, so nothing may fail after it
  replays.Watch([&] { consumer.Rewind(), gateway.ReadAgain(); });
  health.Start();  // ready only when everything listens
  log::Info("started", {{"version", Version()}, {"port", server.port()}, {"ws", gateway.port()}});
  log::Info("stopping", {{"signal", signal.Wait()}});
}

}  // namespace erp::notification

int main(int argc, char** argv) try {
  namespace service = erp::notification;
  erp::Process process;
  service::Config config;
  auto table = service::MakeTable(config);
  table.Check([&config] { return service::WrongRedisUrl(config); });
  const auto command = table.CommandLine(argc, argv);
  if (const int* exit_code = std::get_if<int>(&command)) return *exit_code;
  if (erp::Migrates(command)) return erp::Migrated(service::kName, "Redis needs no set-up");
  erp::log::Init(service::kName, erp::log::ParseLevel(config.log_level));
  service::Run(config, process.stop);
  erp::log::Flush();
  return 0;
} catch (const std::exception& failure) {
  std::cerr << "notification: " << failure.what() << '\n';
  return 1;
}
