// Documents as everybody may see them: with what the arbiter has decided and this service has not
// recorded yet. After a decision was acknowledged no view shows its step as undecided, whichever
// replica answers.
#pragma once

#include <chrono>
#include <vector>

#include "approval-request/app/ports.h"

namespace erp::approval_request {

// Thread-safe.
class ShownDocuments {
 public:
  ShownDocuments(Documents& documents, ArbiterStepStates& arbiter)
      : documents_(documents), arbiter_(arbiter) {}

  // The same documents in the same order, each with the decision or recall on its open step, if
  // one was made. Asks the arbiter once for all that have an open step, within a second; while it
  // does not answer they stay as they are recorded. Reads again what has moved on meanwhile.
  std::vector<Document> WithResults(std::vector<Document> documents);

 private:
  // False when the arbiter knows a later state than the one that was read.
  static bool Overlay(const ArbiterStepState& step_state, Document& document);

  Documents& documents_;
  ArbiterStepStates& arbiter_;
};

}  // namespace erp::approval_request
