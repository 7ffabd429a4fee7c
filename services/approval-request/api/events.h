// Topic approval-results: what approval-processing has arbitrated.
#pragma once

#include <string>

#include "approval-request/app/record_result.h"
#include "bus/ignored_events.h"
#include "bus/message.h"
#include "common/result.h"
#include "observe/metrics.h"

namespace erp::approval_request {

// The bodies of approval.step-decided, .recalled and .task-moved; members that are not known are
// ignored.
Result<ArbitratedResult> DecodeStepDecided(const std::string& body);
Result<ArbitratedResult> DecodeRecalled(const std::string& body);
Result<ArbitratedResult> DecodeTaskMoved(const std::string& body);

// Either of them, by the type of the event; "unknown-event" for any other type.
Result<ArbitratedResult> DecodeResult(const std::string& type, const std::string& body);

// A bus::Handler. Thread-safe. Refuses (for the dead letters) only what is no
// event of the right shape and results of unknown documents; what a document refuses is recorded
// in it. Event types that are not known here are ignored.
class OnResult {
 public:
  OnResult(RecordResult& record, metrics::Registry& registry);

  Result<void> operator()(const bus::Message& message);

 private:
  RecordResult& record_;
  bus::IgnoredEvents ignored_;
  metrics::Counter applied_;
  metrics::Counter duplicate_;
  metrics::Counter refused_;  // by their document
  metrics::Counter held_;     // by their document, until the one before has come
  metrics::Counter dead_;
};

}  // namespace erp::approval_request
