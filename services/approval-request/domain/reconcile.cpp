#include "approval-request/domain/reconcile.h"

#include <algorithm>

#include "approval-request/domain/result.h"

namespace erp::approval_request {

bool IsBehind(const Document& document, const ArbiterPlace& arbiter) {
  const int round = PresentRound(document).number;
  return arbiter.n > document.applied || arbiter.order > document.order || arbiter.round > round ||
         (OpenStep(document) != nullptr && arbiter.ended >= round);
}

Transition Reconcile(const Document& document, const ArbiterPlace& arbiter, Instant now) {
  Transition change = NoChange(document, now);
  change.applied = std::max(document.applied, arbiter.n);
  change.order = std::max(document.order, arbiter.order);
  for (const auto& held : document.held) {
    if (held.result <= change.applied) change.released.push_back(held.id);
  }
  change.audit = Sealed({.seq = document.version + 1,
                         .actor = EmployeeId(),
                         .action = kReconciled,
                         .round = PresentRound(document).number,
                         .step = document.open_step,
                         .reference = "",
                         .at = now,
                         .prev = document.audit_head,
                         .hash = {}});
  PublishStateAgain(document, change);
  return change;
}

}  // namespace erp::approval_request
