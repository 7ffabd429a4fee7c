// What approval-processing publishes of its decisions (topic approval-results, key requestId): read
// by approval-request. Schemas: proto/events/approval.step-decided, approval.recalled and
// approval.task-moved. Thread-safety and errors as in approval_events.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/clock.h"
#include "common/result.h"
#include "contracts/scalars.h"

namespace erp::contracts {

// What the three have in common.
struct ArbiterResult {
  RequestId document;
  StepKey key;                // that was open
  std::int64_t sequence = 1;  // `n` on the wire: counts the results of the document
  std::string id;             // 1..200 characters
  std::string content_hash;   // of what was decided about
  Instant at{};               // by the arbiter's clock

  friend bool operator==(const ArbiterResult&, const ArbiterResult&) = default;
};

struct StepDecided : ArbiterResult {
  static constexpr const char* kType = "approval.step-decided";

  EmployeeId approver;
  bool approved = true;  // or rejected
  std::string comment;   // may be empty

  friend bool operator==(const StepDecided&, const StepDecided&) = default;
};

struct Recalled : ArbiterResult {
  static constexpr const char* kType = "approval.recalled";

  EmployeeId requester;
  std::string comment;

  friend bool operator==(const Recalled&, const Recalled&) = default;
};

// The open task of somebody who has left is somebody else's.
struct TaskMoved : ArbiterResult {
  static constexpr const char* kType = "approval.task-moved";

  EmployeeId from;
  Person to;
  std::string because = "left";

  friend bool operator==(const TaskMoved&, const TaskMoved&) = default;
};

// Byte for byte what the scripts of approval-processing write for the same event: they are what
// goes to the bus, and tests/contract/processing_result_bodies_test.cpp holds the two together.
std::string Encode(const StepDecided& event);
std::string Encode(const Recalled& event);
std::string Encode(const TaskMoved& event);
Result<StepDecided> DecodeStepDecided(std::string_view body);
Result<Recalled> DecodeRecalled(std::string_view body);
Result<TaskMoved> DecodeTaskMoved(std::string_view body);

}  // namespace erp::contracts
