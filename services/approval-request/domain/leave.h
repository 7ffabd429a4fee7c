// Leave as a document sees it: how much it takes, the operations on the ledger (kept by employee)
// that its life causes, and what the ledger answers. Amounts are minutes; a working day has 480.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "approval-request/domain/document.h"
#include "common/clock.h"
#include "common/id.h"

namespace erp::approval_request {

inline constexpr std::int64_t kLeaveDay = 480;              // minutes
inline constexpr std::int64_t kLeaveUnit = kLeaveDay / 8;   // the least that can be taken
inline constexpr std::int64_t kMaxLeave = 366 * kLeaveDay;  // of one document

// Nothing unless `days` is a positive multiple of 1/8, at most 366.
std::optional<std::int64_t> LeaveMinutesOf(double days);
double LeaveDaysOf(std::int64_t minutes);
std::string DaysText(std::int64_t minutes);  // "1.5"

// A date of Document::leave_dates and the part of its workday that is taken.
struct LeaveDate {
  std::string date;  // "2026-12-01"
  std::int64_t from = 0;
  std::int64_t to = 0;

  [[nodiscard]] std::int64_t minutes() const { return to - from; }
  friend bool operator==(const LeaveDate&, const LeaveDate&) = default;
};
// In their order. Throws std::logic_error for what is no text of dates.
std::vector<LeaveDate> LeaveDatesOf(const std::string& text);

enum class LeaveKind { kReserve, kConsume, kRelease, kCancel };

// One operation on the ledger. A round has at most one of each kind, so the id says all.
struct LeaveOperation {
  RequestId document;
  int round = 1;
  EmployeeId employee;
  LeaveKind kind = LeaveKind::kReserve;
  std::int64_t minutes = 0;     // of all but a CANCEL, which gives back what was taken
  std::string dates = {};       // of a RESERVE: Document::leave_dates
  std::string first_date = {};  // of a CANCEL: LeaveCancellation::first_date
  Instant at{};
  friend bool operator==(const LeaveOperation&, const LeaveOperation&) = default;
};

std::string LeaveSource(RequestId document, int round);  // leave:{request}:{round}
std::string EventId(const LeaveOperation& operation);    // leave:{request}:{round}:{kind}

// The operation that an EventId names, with an employee, minutes and time of nothing.
std::optional<LeaveOperation> ParseLeaveId(const std::string& id);

// What the ledger said: for good, it says the same to a repeat.
struct LeaveAnswer {
  bool applied = false;
  std::string refusal = {};  // why not: "leave-insufficient", "closed", ...
  std::int64_t available = 0;
  std::int64_t reserved = 0;
  std::string date = {};  // of a refusal: the first one that is not free or not covered
};

// What dates take, as the ledger's keeper counted it.
struct CountedLeave {
  std::int64_t minutes = 0;
  std::string dates;  // Document::leave_dates
  friend bool operator==(const CountedLeave&, const CountedLeave&) = default;
};

bool TakesLeave(const Document& document);

// The document waits for the ledger's answer about this round.
bool AwaitsLeave(const Document& document, int round);

LeaveOperation MakeReserve(const Document& document);
LeaveOperation MakeCancel(const Document& document, const LeaveCancellation& cancellation);

// What the document's present state does to the ledger: an approval consumes, any other end of
// the round gives back. Nothing for documents without leave and while the round goes on.
std::optional<LeaveOperation> LeaveEffect(const Document& document);

}  // namespace erp::approval_request
