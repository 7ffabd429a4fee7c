// Approved leave that is not taken after all: who may cancel it, how much of it, and what that
// changes of its document. Before the first date the drafter may, and human resources; afterwards
// human resources only, what is left. Pure, thread-safe.
#pragma once

#include <chrono>
#include <string>

#include "approval-request/domain/document.h"
#include "approval-request/domain/transition.h"
#include "common/clock.h"
#include "common/result.h"

namespace erp::approval_request {

struct WantedCancellation {
  EmployeeId actor;              // 0: nobody, the drafter has left
  bool human_resources = false;  // the actor is
  std::string tomorrow;          // of the company's date, "2026-12-01"
  std::string reason = {};
};

// What is canceled then. Dates before `tomorrow` have been taken; an amount without dates was taken
// when it was approved, and human resources gives back all of it. Nobody cancels leave of their
// own that has begun. Refusals:
//   403 "not-the-drafter"     neither the drafter nor human resources
//   409 "leave-not-approved"  the document takes no leave, or its leave is not approved
//   409 "leave-canceled"      it was canceled before, with who and when
//   409 "leave-begun"         for the drafter: the first date is not to come any more
//   409 "leave-taken"         no date is to come any more
Result<LeaveCancellation> CancellationOf(const Document& document,
                                         const WantedCancellation& wanted,
                                         Instant now);

// "2026-12-01"
std::string DateText(std::chrono::year_month_day date);
std::chrono::year_month_day DayAfter(std::chrono::year_month_day date);

// The change of the document, which is canceled when all of its leave is; the ledger gives back
// the leave, and the drafter and everybody who decided are notified, but for who canceled it.
Transition ApplyCancellation(const Document& document, const LeaveCancellation& cancellation);

}  // namespace erp::approval_request
