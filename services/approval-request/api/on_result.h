// Topic approval-results: what approval-processing has arbitrated.
#pragma once

#include <string>

#include "approval-request/app/record_decision.h"
#include "common/result.h"
#include "kafka/record.h"
#include "observe/metrics.h"

namespace erp::approval_request {

// The body of approval.step-decided; members that are not known are ignored.
Result<Decision> DecodeStepDecided(const std::string& body);

// A kafka::RecordHandler. Thread-safe. Refuses (for the dead letters) what is not a known event
// of the right shape and what the document refuses.
class OnResult {
 public:
  OnResult(RecordDecision& record, metrics::Registry& registry);

  Result<void> operator()(const kafka::Record& record);

 private:
  RecordDecision& record_;
  metrics::Counter applied_;
  metrics::Counter duplicate_;
  metrics::Counter refused_;
};

}  // namespace erp::approval_request
