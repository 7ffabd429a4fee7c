#include "approval-request/domain/cancellation.h"

#include <array>
#include <cstdio>
#include <utility>

#include "approval-request/domain/leave.h"
#include "common/sha256.h"

namespace erp::approval_request {
namespace {

Error NotAllowed() {
  return {ErrorCode::kForbidden, "not-the-drafter",
          "Only the drafter and human resources cancel leave."};
}

Error NotApproved() {
  return {ErrorCode::kConflict, "leave-not-approved", "This document has no approved leave."};
}

Error CanceledBefore(const LeaveCancellation& earlier) {
  Error error{ErrorCode::kConflict, "leave-canceled", "This leave was canceled already."};
  error.extras = {{"canceledBy", earlier.by.value()}, {"canceledAt", FormatInstant(earlier.at)}};
  return error;
}

Error Begun() {
  return {ErrorCode::kConflict, "leave-begun",
          "This leave has begun; human resources cancels what is left of it."};
}

Error Taken() { return {ErrorCode::kConflict, "leave-taken", "All of this leave has been taken."}; }

}  // namespace

std::string DateText(std::chrono::year_month_day date) {
  std::array<char, 16> text{};
  static_cast<void>(
      std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())));
  return text.data();
}

std::chrono::year_month_day DayAfter(std::chrono::year_month_day date) {
  return std::chrono::sys_days(date) + std::chrono::days(1);
}

Result<LeaveCancellation> CancellationOf(const Document& document,
                                         const WantedCancellation& wanted,
                                         Instant now) {
  const bool own = wanted.actor == document.requester.id;
  if (!own && !wanted.human_resources) return NotAllowed();
  if (!TakesLeave(document)) return NotApproved();
  if (const auto& earlier = PresentRound(document).cancellation) return CanceledBefore(*earlier);
  if (document.state != DocumentState::kApproved) return NotApproved();
  LeaveCancellation cancellation{.by = wanted.actor, .reason = wanted.reason, .at = now};
  const auto dates = LeaveDatesOf(document.leave_dates);
  const bool begun = dates.empty() || dates.front().date < wanted.tomorrow;
  if (begun && own) return Begun();
  if (!begun || dates.empty()) {
    cancellation.minutes = document.leave_minutes;
    cancellation.whole = true;
    return cancellation;
  }
  for (const auto& date : dates) {
    if (date.date >= wanted.tomorrow) cancellation.minutes += date.minutes();
  }
  if (cancellation.minutes == 0) return Taken();
  cancellation.first_date = wanted.tomorrow;
  return cancellation;
}

Transition ApplyCancellation(const Document& document, const LeaveCancellation& cancellation) {
  Transition change = NoChange(document, cancellation.at);
  change.cancellation = cancellation;
  if (cancellation.whole) change.state = DocumentState::kCanceled;
  const auto operation = MakeCancel(document, cancellation);
  change.audit =
      Sealed({.seq = change.version,
              .actor = cancellation.by,
              .action = kLeaveCanceled,
              .round = change.round,
              .step = 0,
              .reference = EventId(operation),
              .comment_hash = cancellation.reason.empty() ? "" : Sha256Hex(cancellation.reason),
              .at = cancellation.at,
              .prev = document.audit_head,
              .hash = {}});
  change.events = {operation};
  for (auto& notice : MakeLeaveCanceled(After(document, change))) {
    change.events.emplace_back(std::move(notice));
  }
  return change;
}

}  // namespace erp::approval_request
