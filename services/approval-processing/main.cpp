// Composition root: builds everything in the order of dependence, runs, stops.
#include <iostream>
#include <variant>

#include "approval-processing/api/events.h"
#include "approval-processing/api/routes.h"
#include "approval-processing/clients/bus.h"
#include "approval-processing/clients/bus_sink.h"
#include "approval-processing/clients/open_step_client.h"
#include "approval-processing/store/connection.h"
#include "approval-processing/store/outbox_publisher.h"
#include "approval-processing/store/redis_outbox.h"
#include "approval-processing/store/redis_tasks.h"
#include "common/stop.h"
#include "http/operator.h"
#include "observe/log.h"

namespace erp::approval_processing {

void Run(const Config& config, StopSignal& signal) {
  const auto actors = auth::MakeDevActorSource(config.environment);
  metrics::Registry registry;
  redis::Pool pool(RedisOptions(config), registry);
  kafka::Producer producer(BusOptions(config), registry);
  http::Client requests(RequestClientOptions(config), registry);
  RedisTaskStore store(pool, config.tenant, registry);
  RedisOutbox outbox(pool, config.tenant);
  BusSink bus(producer, config.kafka_topic_prefix);
  outbox::Relay relay(outbox, {{kBusTarget, &bus}}, {}, registry);
  OutboxPublisher publisher(relay);
  OpenStepClient source(requests, DecodeStepOpened);
  Tasks tasks(store);
  Decide decide(store, source, publisher);
  const Api api{tasks, decide, *actors, registry};

  http::Server server(PublicOptions(config), PublicRoutes(api), registry);
  kafka::Consumer consumer(RequestEventOptions(config), OnRequestEvent(tasks), producer, registry);
  health::Health health;
  health.Add("redis", [&pool] { return Trouble(pool); });
  health.Add("kafka", [&consumer] { return consumer.Trouble(); });
  http::Router internal = InternalRoutes(api);
  http::AddOperatorRoutes(internal, kName, Version(), health, registry, server.router());
  http::Server operators(OperatorOptions(config), std::move(internal), registry);

  relay.Start();
  consumer.Start();
  server.Start();
  operators.Start();
  health.Start();  // ready only when everything listens
  log::Info("started", {{"version", Version()}, {"http_port", server.port()}});
  log::Info("stopping", {{"signal", signal.Wait()}});
  health.Drain();
  server.Stop();
  consumer.Stop();
  relay.Stop(std::chrono::seconds(2));
  producer.Flush(std::chrono::seconds(3));
  operators.Stop();
  health.Stop();
  log::Info("stopped");
}

}  // namespace erp::approval_processing

int main(int argc, char** argv) try {
  namespace service = erp::approval_processing;
  erp::StopSignal signal;
  service::Config config;
  auto table = service::Describe(config);
  table.Check([&config] { return service::WrongRedisUrl(config); });
  const auto command = table.CommandLine(argc, argv);
  if (const int* exit_code = std::get_if<int>(&command)) return *exit_code;
  erp::log::Init(service::kName, erp::log::ParseLevel(config.log_level));
  const bool migrate = std::get<erp::config::Command>(command) == erp::config::Command::kMigrate;
  migrate ? service::CreateTopics(config) : service::Run(config, signal);
  erp::log::Flush();
  return 0;
} catch (const std::exception& failure) {
  std::cerr << "approval-processing: " << failure.what() << '\n';
  return 1;
}
