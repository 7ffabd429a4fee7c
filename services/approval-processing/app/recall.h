// Use case: the drafter takes a document back before anybody has decided.
#pragma once

#include "approval-processing/app/decide.h"
#include "approval-processing/app/open_step_lookup.h"
#include "approval-processing/app/ports.h"
#include "common/result.h"

namespace erp::approval_processing {

struct RecallAnswer {
  Recall recall;
  bool delivered = false;  // as in DecisionAnswer
  bool replayed = false;
};

// Thread-safe. The ports must outlive it.
class RecallDocument {
 public:
  RecallDocument(TaskStore& store,
                 OpenStepSource& source,
                 ResultPublisher& publisher,
                 DecideOptions options = {});

  // Refusals: 403 not-the-drafter, 403 inactive, 404 task-not-found, 409 already-decided (with who,
  // what and when), 409 document-recalled (with who and when), 409 step-not-open (of a document
  // that is not under way yet), 409 document-closed, 412 version-mismatch, 422
  // idempotency-key-reused. Throws Unavailable as Decide does.
  Result<RecallAnswer> Run(const RecallCommand& command);

 private:
  TaskStore& store_;
  OpenStepLookup lookup_;
  ResultPublisher& publisher_;
  const DecideOptions options_;
};

}  // namespace erp::approval_processing
