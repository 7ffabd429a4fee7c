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
             ArbiterDesk& desk,
             ResultWatch& watch,
             std::chrono::milliseconds patience = AskArbiter::kPatience)
      : desk_(desk), arbiter_(documents, watch, patience) {}

  Result<AskArbiter::Outcome> Run(const DecisionOrder& order) {
    return arbiter_.Run(order.request, order.version, [&] { return desk_.Decide(order); });
  }

 private:
  ArbiterDesk& desk_;
  AskArbiter arbiter_;
};

// Thread-safe.
class RecallDocument {
 public:
  RecallDocument(Documents& documents,
                 ArbiterDesk& desk,
                 ResultWatch& watch,
                 std::chrono::milliseconds patience = AskArbiter::kPatience)
      : desk_(desk), arbiter_(documents, watch, patience) {}

  Result<AskArbiter::Outcome> Run(const RecallOrder& order) {
    return arbiter_.Run(order.request, order.version, [&] { return desk_.Recall(order); });
  }

 private:
  ArbiterDesk& desk_;
  AskArbiter arbiter_;
};

}  // namespace erp::approval_request
