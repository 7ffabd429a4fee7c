// How far the group of this service has come on approval-results.
#pragma once

#include <cstdint>
#include <vector>

#include "approval-request/app/ports.h"
#include "approval-request/config.h"
#include "approval-request/service.h"
#include "kafka/group_progress.h"

namespace erp::approval_request {

// Thread-safe. Blocks for at most two seconds; Unavailable when the brokers do not say.
class GroupResultsProgress final : public ResultsProgress {
 public:
  explicit GroupResultsProgress(const Config& config)
      : progress_(config.kafka_brokers,
                  config.Topic(kConsumerGroup),
                  config.Topic(kApprovalResultsTopic)) {}

  std::int64_t Lag() override { return progress_.Lag(Deadline::After(std::chrono::seconds(2))); }
  std::vector<std::int64_t> Ends() override {
    return progress_.Ends(Deadline::After(std::chrono::seconds(2)));
  }
  bool Reached(const std::vector<std::int64_t>& ends) override {
    return progress_.Reached(ends, Deadline::After(std::chrono::seconds(2)));
  }

 private:
  kafka::GroupProgress progress_;
};

}  // namespace erp::approval_request
