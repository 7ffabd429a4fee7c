// What becomes of a document that was taken back to an earlier time, with its database, while the
// arbiter went on.
#pragma once

#include <cstdint>
#include <string>

#include "approval-request/domain/document.h"
#include "approval-request/domain/transition.h"

namespace erp::approval_request {

// What the arbiter keeps of a document.
struct ArbiterPlace {
  RequestId document;
  int round = 0;
  int ended = 0;           // the last round that has ended there
  std::int64_t order = 0;  // of the last event that it has seen
  std::int64_t n = 0;      // of the last result that it has made
  EmployeeId requester{};  // 0 where it is not known
  std::string title = {};
};

// The arbiter knows of more than the document does, which only a loss explains.
bool IsBehind(const Document& document, const ArbiterPlace& arbiter);

// The change that goes beyond everything the arbiter knows: what it has made and nobody kept is
// used up, the order is above its last one, and the state is published again (PublishStateAgain).
// Its audit entry is "reconciled", by nobody of the company (actor 0).
Transition Reconcile(const Document& document, const ArbiterPlace& arbiter, Instant now);

inline constexpr const char* kReconciled = "reconciled";

}  // namespace erp::approval_request
