// The parts of workdays that one reservation takes, date by date, as they were counted when it was
// made (domain invariant G6). Plain values, pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "employee/domain/date.h"
#include "employee/domain/leave/workday_part.h"

namespace erp::employee {

struct LeaveDay {
  Date date;
  WorkdayPart part;  // of the workday of that time

  [[nodiscard]] Minutes minutes() const { return part.length(); }
  friend bool operator==(const LeaveDay&, const LeaveDay&) = default;
};

Minutes TotalOf(const std::vector<LeaveDay>& days);

// "2026-12-01:0-480;2026-12-02:240-480", as the ledger keeps them; empty for none.
std::string FormatDays(const std::vector<LeaveDay>& days);
// Reads what FormatDays writes; nothing for other texts.
std::optional<std::vector<LeaveDay>> ParseDays(std::string_view text);

}  // namespace erp::employee
