// Where the logs of the bus end that a document's way leads over.
#pragma once

#include "approval-request/app/ports.h"
#include "approval-request/clients/topics.h"
#include "approval-request/config.h"
#include "approval-request/service.h"
#include "kafka/log_ends.h"

namespace erp::approval_request {

// Thread-safe. Blocks for at most 3 s; Unavailable when a broker does not answer.
class KafkaLogs final : public BusLogs {
 public:
  explicit KafkaLogs(const Config& config)
      : ends_(config.kafka_brokers,
              {TopicsOf(config).requests, TopicsOf(config).notifications,
               config.Topic(kApprovalResultsTopic)}) {}

  LogEnds ReadEnds() override {
    auto ends = ends_.Read(Deadline::After(std::chrono::seconds(3)));
    return {std::move(ends.cluster), std::move(ends.next)};
  }

 private:
  kafka::LogEnds ends_;
};

}  // namespace erp::approval_request
