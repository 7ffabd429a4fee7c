// Parts of a workday, as [from, to) in minutes of work since its beginning: breaks do not count, so
// that a workday of 480 minutes ends at 480 whatever the hours on the clock are. Its first half
// (AM, 오전 반차) ends and its second half (PM, 오후 반차) begins at the middle; of an odd number
// of minutes the second half has the one more. Quarters (반반차) likewise. Plain values, pure
// functions.
#pragma once

#include <algorithm>

#include "employee/domain/leave/minutes.h"

namespace erp::employee {

enum class DayHalf { kAm, kPm };

struct WorkdayPart {
  Minutes from;
  Minutes to;  // not part of it; equal to `from` when it is nothing

  [[nodiscard]] constexpr Minutes length() const { return to - from; }
  friend constexpr bool operator==(const WorkdayPart&, const WorkdayPart&) = default;
};

inline constexpr int kQuarters = 4;

// From the end of quarter `before` to the end of quarter `last`, counted from 1.
constexpr WorkdayPart QuartersOf(Minutes workday, int before, int last) {
  return {Minutes(workday.count() * before / kQuarters),
          Minutes(workday.count() * last / kQuarters)};
}

constexpr WorkdayPart HalfOf(Minutes workday, DayHalf half) {
  return half == DayHalf::kAm ? QuartersOf(workday, 0, 2) : QuartersOf(workday, 2, kQuarters);
}

// What both cover; nothing (from == to) when that is no minute.
constexpr WorkdayPart Intersection(const WorkdayPart& a, const WorkdayPart& b) {
  const Minutes from = std::max(a.from, b.from);
  return {from, std::max(from, std::min(a.to, b.to))};
}

}  // namespace erp::employee
