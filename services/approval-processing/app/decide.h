// Use case: an approver approves or rejects the step that waits for them.
#pragma once

#include <chrono>

#include "approval-processing/app/open_step_lookup.h"
#include "approval-processing/app/ports.h"
#include "approval-processing/domain/decision.h"
#include "common/result.h"

namespace erp::approval_processing {

struct DecideOptions {
  std::chrono::milliseconds report_wait{100};  // for the delivery of the result
  std::chrono::milliseconds source_wait{200};  // for the open step, when none is known here
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

  // Refusals: 400 reason-required, 403 inactive, 404 task-not-found, 409 step-not-open, 409
  // already-decided (with decidedBy, decidedStatus, decidedAt), 409 document-recalled (with
  // recalledBy, recalledAt), 412 version-mismatch, 422 idempotency-key-reused.
  // Throws Unavailable when the store is away ("rebuilding", "outbox-full" where it says so), or
  // when approval-request does not answer and without it nothing is known: unknown is not "not
  // found".
  Result<DecisionAnswer> Run(const DecisionCommand& command);

 private:
  DecisionAnswer Answer(const Verdict& verdict);

  TaskStore& store_;
  OpenStepLookup lookup_;
  ResultPublisher& publisher_;
  const DecideOptions options_;
};

}  // namespace erp::approval_processing
