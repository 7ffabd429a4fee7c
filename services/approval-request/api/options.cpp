#include "approval-request/api/options.h"

namespace erp::approval_request {

http::ServerOptions PublicServer(const Config& config) {
  return {.name = "api",
          .bind = config.http_bind,
          .port = static_cast<int>(config.http_port),
          .threads = static_cast<std::size_t>(config.http_threads)};
}

http::ServerOptions OperatorServer(const Config& config) {
  // The connections that two replicas of approval-processing keep here, and the probes.
  constexpr std::size_t kThreads = 40;
  return {.name = "operator",
          .bind = config.operator_bind,
          .port = static_cast<int>(config.operator_port),
          .threads = kThreads};
}

kafka::ConsumerOptions ResultsConsumer(const Config& config) {
  return {.brokers = config.kafka_brokers,
          .group = config.Topic("approval-request-group"),
          .instance_id = config.kafka_instance_id,
          .topics = {config.Topic("approval-results")},
          .workers = static_cast<std::size_t>(config.result_workers)};
}

HeldOptions HeldOptionsOf(const Config& config) { return {.timeout = config.held_result_timeout}; }

SubmitOptions SubmitOptionsOf(const Config& config) {
  return {.backlog_limit = static_cast<std::size_t>(config.outbox_limit)};
}

InboxKeeperOptions KeeperOptions(const Config& config) {
  return {.period = config.reconcile_period, .least_age = config.reconcile_age};
}

}  // namespace erp::approval_request
