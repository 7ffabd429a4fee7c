// Use case: a decision that approval-processing has arbitrated becomes part of the document.
#pragma once

#include "approval-request/app/decision_watch.h"
#include "approval-request/app/ports.h"
#include "common/clock.h"

namespace erp::approval_request {

// Thread-safe; decisions on different documents run beside each other.
class RecordDecision {
 public:
  enum class Recorded { kApplied, kDuplicate };

  RecordDecision(Documents& documents,
                 const EventEncoder& encoder,
                 Publisher& publisher,
                 DecisionWatch& watch,
                 const Clock& clock);

  // Refuses what can never be applied: an unknown document, a decision that does not match the
  // open step, a number that another decision has. Throws Unavailable while decisions before
  // this one are missing.
  Result<Recorded> Run(const Decision& decision);

 private:
  Documents& documents_;
  const EventEncoder& encoder_;
  Publisher& publisher_;
  DecisionWatch& watch_;
  const Clock& clock_;
};

}  // namespace erp::approval_request
