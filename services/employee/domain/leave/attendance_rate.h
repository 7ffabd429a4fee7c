// Whether somebody was present enough in a year for its annual leave: 근로기준법 60조 1항, 80 % of
// the days on which work was due (소정근로일); leave rules R6, R6a, R6b. Exact fractions, no
// rounding. Plain values, pure functions, thread-safe.
#pragma once

#include <cstdint>

namespace erp::employee {

struct Ratio {
  std::int64_t numerator = 1;
  std::int64_t denominator = 1;  // above 0

  friend bool operator==(const Ratio&, const Ratio&) = default;
};

// The days of one year; 0 <= excluded <= scheduled, 0 <= worked <= scheduled - excluded.
struct YearAttendance {
  std::int64_t scheduled = 0;  // 소정근로일: without rest days and holidays
  std::int64_t worked = 0;     // present, or deemed to be (60조 6항)
  std::int64_t excluded = 0;   // not counted as due: lawful strike, agreed leave, union full-time
};

// What excluded days do to the leave of a year that has them.
enum class ExcludedDays {
  // 2015다66052: the rate is taken of the days left (S'); the leave is cut to S'/S only if the days
  // worked are less than 80 % of all days (S).
  kCutBelowRate,
  // MOEL 임금근로시간정책과-389: always cut to S'/S.
  kCutAlways,
};

struct AttendanceVerdict {
  bool enough = true;  // 80 % or more
  Ratio share;         // of the year's leave that is due when it is enough

  friend bool operator==(const AttendanceVerdict&, const AttendanceVerdict&) = default;
};

// A year without any scheduled day counts as full attendance; one whose days are all excluded is
// due nothing (share 0).
AttendanceVerdict JudgeAttendance(const YearAttendance& year, ExcludedDays rule);

}  // namespace erp::employee
