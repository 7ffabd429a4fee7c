// An open task that becomes somebody else's because its approver has left the company.
#pragma once

#include <optional>
#include <string>

#include "approval-processing/domain/task.h"
#include "common/clock.h"
#include "common/error.h"
#include "common/id.h"

namespace erp::approval_processing {

// Who gets the task, as approval-request shows them.
struct Recipient {
  EmployeeId person;
  std::string name;
  std::string position;
  std::string department;

  friend bool operator==(const Recipient&, const Recipient&) = default;
};

struct MoveCommand {
  RequestId document;
  StepKey key;  // of the task that is open now
  EmployeeId from;
  Recipient to;
};

// A move that was made; it never changes.
struct TaskMove {
  std::string id;  // move:{request}:{round}:{step}:{attempt}
  EmployeeId from;
  EmployeeId to;
  StepKey key;
  std::int64_t sequence = 0;  // result number of the document
  Instant moved_at{};

  friend bool operator==(const TaskMove&, const TaskMove&) = default;
};

// How a move met the state of the document.
enum class MoveOutcome {
  kMoved,     // it is the move of this attempt now
  kRepeated,  // this attempt was moved before, by this command or a like one
  kNotOpen,   // decided, recalled or moved on meanwhile, of another person, or to its drafter
  kUnknown,   // nothing is known of the document
};

// 409 step-not-open, 404 task-not-found. Never for kMoved and kRepeated.
Error Refusal(MoveOutcome outcome);

}  // namespace erp::approval_processing
