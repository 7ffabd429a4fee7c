// Use case: an approver approves or rejects the step that waits for him.
#pragma once

#include <chrono>

#include "approval-processing/app/ports.h"
#include "approval-processing/domain/decision.h"
#include "common/result.h"

namespace erp::approval_processing {

struct DecideOptions {
  std::chrono::milliseconds report_wait{100};  // for the delivery of the result
  std::chrono::milliseconds source_wait{50};   // for the open step, when none is known here
};

struct DecisionAnswer {
  Decision decision;
  bool delivered = false;  // the result has a second copy; false: stored, and on its way
  bool replayed = false;   // it was made by the same command before
};

// Thread-safe. The ports must outlive it.
class Decide {
 public:
  Decide(TaskStore& store,
         OpenStepSource& source,
         ResultPublisher& publisher,
         DecideOptions options = {});

  // Refusals: 400 reason-required, 404 task-not-found, 409 step-not-open, 409
  // already-decided (with decidedBy, decidedStatus, decidedAt), 422 idempotency-key-reused.
  // Throws Unavailable when the store is away, or when nothing is known of the document and
  // approval-request does not answer either: unknown is not "not found".
  Result<DecisionAnswer> Run(const DecisionCommand& command);

 private:
  bool Refresh(const DecisionCommand& command, const Verdict& verdict);
  DecisionAnswer Answer(const Verdict& verdict);

  TaskStore& store_;
  OpenStepSource& source_;
  ResultPublisher& publisher_;
  const DecideOptions options_;
};

}  // namespace erp::approval_processing
