// Composition root: builds everything in the order of dependence, runs, stops.
#include <iostream>
#include <variant>

#include "approval-processing/api/events.h"
#include "approval-processing/api/routes.h"
#include "approval-processing/clients/bus.h"
#include "approval-processing/clients/bus_sink.h"
#include "approval-processing/clients/leavers_client.h"
#include "approval-processing/clients/request_service.h"
#include "approval-processing/store/redis_stores.h"
#include "common/process.h"
#include "observe/log.h"

namespace erp::approval_processing {

void Run(const Config& config, StopSignal& signal) {
  metrics::Registry registry;
  const auto actors = auth::MakeDevActorSource(config.environment, registry);
  RequestService requests(config, DecodeStepOpened, registry);
  RedisStores redis(config, requests.watch, registry);
  kafka::Producer producer(BusOptions(config), registry);
  BusSink bus(producer, config.kafka_topic_prefix);
  outbox::Relay relay(redis.outbox, {{kBusTarget, &bus}}, {}, registry);
  OutboxPublisher publisher(relay, requests.watch);
  Keeper keeper({redis.epoch, redis.live, requests.steps, requests.epoch, requests.watch},
                ComparisonTimes(config), registry);
  LeaversClient employee(config, registry);
  LeaverWatch leavers(employee, redis.leavers, registry);
  UseCases app(redis.tasks, redis.moves, requests.step, publisher);
  Tasks events(redis.events);
  const Api api{app, *actors, registry, redis.standings};
  http::Server server(PublicOptions(config), PublicRoutes(api), registry);
  kafka::Consumer consumer(RequestEventOptions(config), OnRequestEvent(events, registry), producer,
                           registry);
  health::Health health;
  health.Add("redis", [&redis] { return redis.probe.Trouble(); });
  keeper.Watch(health);
  const kafka::DeadLetters letters(config.kafka_brokers, RequestEventTopic(config), producer);
  const Operations operations{redis.unreadable, redis.live, redis.epoch, keeper, letters};
  WatchOperations(health, operations);
  health.AddDegrading("kafka", [&consumer] { return consumer.Trouble(); });
  http::Server operators(OperatorOptions(config), InternalRoutes(api, operations, health, server),
                         registry);
  const OnExit stop_all([&] {
    health.Drain();
    server.Stop();
    keeper.Stop(), requests.watch.Stop(), leavers.Stop();
    consumer.Stop();
    relay.Stop(std::chrono::seconds(2));
    producer.Flush(std::chrono::seconds(3));
    operators.Stop(), health.Stop();
    log::Info("stopped");
  });
  requests.watch.Start([&redis] { return redis.Breaks(); });
  relay.Start(), keeper.Start(), leavers.Start(), consumer.Start();
  server.Start(), operators.Start();
  health.Start();  // ready only when everything listens
  log::Info("started", {{"version", Version()}, {"http_port", server.port()}});
  log::Info("stopping", {{"signal", signal.Wait()}});
}

}  // namespace erp::approval_processing

int main(int argc, char** argv) try {
  namespace service = erp::approval_processing;
  erp::Process process;
  service::Config config;
  auto table = service::Describe(config);
  table.Check([&config] { return service::WrongRedisUrl(config); });
  const auto command = table.CommandLine(argc, argv);
  if (const int* exit_code = std::get_if<int>(&command)) return *exit_code;
  erp::log::Init(service::kName, erp::log::ParseLevel(config.log_level));
  erp::Migrates(command) ? service::CreateTopics(config) : service::Run(config, process.stop);
  erp::log::Flush();
  return 0;
} catch (const std::exception& failure) {
  std::cerr << "approval-processing: " << failure.what() << '\n';
  return 1;
}
