// Attendance that earns leave: every 30 work dates one day. Pure values and functions.
#pragma once

#include <chrono>
#include <cstdint>

#include "common/clock.h"
#include "common/id.h"
#include "employee/domain/date.h"
#include "employee/domain/leave/ledger.h"

namespace erp::employee {

inline constexpr std::int64_t kDatesOfAMilestone = 30;

// How many distinct work dates somebody has, and how many milestones were granted for them. A date
// that is corrected away takes no grant back, and earns none again: the next milestone is reached
// with 30 dates for each that was granted and 30 more.
struct AttendanceProgress {
  std::int64_t dates = 0;
  std::int64_t milestones = 0;

  // Dates towards the next milestone, 0 to 29 once every due milestone is granted; 0 as long as
  // dates that earned a grant are corrected away.
  [[nodiscard]] std::int64_t running() const;
  // Percent of the next milestone, 0 to 99.
  [[nodiscard]] std::int64_t percent() const { return running() * 100 / kDatesOfAMilestone; }
  // The number of dates that reaches the next milestone.
  [[nodiscard]] std::int64_t next() const { return (milestones + 1) * kDatesOfAMilestone; }
  [[nodiscard]] bool due() const { return dates >= next(); }

  friend bool operator==(const AttendanceProgress&, const AttendanceProgress&) = default;
};

// The grant of milestone n, "attendance:{employee}:{n}": one day of the bucket of rewards, to be
// used from `reached`, the date of `at`, on for `valid_months` months (0: without an end).
Operation MilestoneGrant(
    EmployeeId employee, std::int64_t milestone, Date reached, Instant at, int valid_months);

}  // namespace erp::employee
