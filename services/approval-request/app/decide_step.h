// Use cases: somebody decides, or the drafter recalls, from the document's page. Either is made by
// approval-processing, which alone knows who comes first.
#pragma once

#include <optional>

#include "approval-request/app/ask_arbiter.h"

namespace erp::approval_request {

// Thread-safe.
class DecideStep {
 public:
  DecideStep(Documents& documents,
             DecisionClient& decisions,
             ResultWatch& watch,
             std::chrono::milliseconds timeout = AskArbiter::kTimeout)
      : decisions_(decisions), arbiter_(documents, watch, timeout) {}

  // `viewer` is the approver.
  Result<AskArbiter::Outcome> Run(const DecisionCommand& command, const Viewer& viewer) {
    return arbiter_.Run({command.document, viewer, command.version},
                        [&] { return decisions_.Decide(command); });
  }

 private:
  DecisionClient& decisions_;
  AskArbiter arbiter_;
};

// Thread-safe.
class RecallDocument {
 public:
  RecallDocument(Documents& documents,
                 DecisionClient& decisions,
                 ResultWatch& watch,
                 std::chrono::milliseconds timeout = AskArbiter::kTimeout)
      : decisions_(decisions), arbiter_(documents, watch, timeout) {}

  // `viewer` is the requester.
  Result<AskArbiter::Outcome> Run(const RecallCommand& command, const Viewer& viewer) {
    return arbiter_.Run({command.document, viewer, command.version},
                        [&] { return decisions_.Recall(command); });
  }

 private:
  DecisionClient& decisions_;
  AskArbiter arbiter_;
};

}  // namespace erp::approval_request
