#include "approval-request/api/options.h"

#include "approval-request/service.h"

namespace erp::approval_request {

kafka::ConsumerOptions ResultsConsumer(const Config& config) {
  return {.brokers = config.kafka_brokers,
          .group = config.Topic(kConsumerGroup),
          .instance_id = config.kafka_instance_id,
          .topics = {config.Topic(kApprovalResultsTopic)},
          .workers = static_cast<std::size_t>(config.result_workers)};
}

HeldOptions HeldOptionsOf(const Config& config) { return {.timeout = config.held_result_timeout}; }

SubmitOptions SubmitOptionsOf(const Config& config) {
  return {.backlog_limit = static_cast<std::size_t>(config.outbox_limit)};
}

InboxReconcilerOptions InboxReconcilerOptionsOf(const Config& config) {
  return {.period = config.reconcile_period, .least_age = config.reconcile_age};
}

}  // namespace erp::approval_request
