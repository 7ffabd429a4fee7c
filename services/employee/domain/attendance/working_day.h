// What a date was for somebody: a day of work or not, leave, and whether they were late, left early
// or did not come. Pure values and functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/time_zone.h"
#include "employee/domain/attendance/record.h"
#include "employee/domain/date.h"
#include "employee/domain/leave/workday_part.h"

namespace erp::employee {

enum class DayKind { kWorkday, kWeekend, kHoliday };
enum class LeavePart { kNone, kAllDay, kMorning, kAfternoon, kHours };

// "workday", "weekend", "holiday"; "none", "all-day", "morning", "afternoon", "hours".
std::string DayKindName(DayKind kind);
std::string LeavePartName(LeavePart part);

// What part of a workday of that many minutes these parts are together, in the order of their
// beginnings; there is at least one.
LeavePart LeavePartOf(const std::vector<WorkdayPart>& parts, Minutes workday);

// What calendar and leave say of a date.
struct PlannedDay {
  Date date{};
  DayKind kind = DayKind::kWorkday;
  LeavePart leave = LeavePart::kNone;
  bool half_holiday = false;  // half of the day is off for all, so that times are not judged
};

// The company's, in minutes of the local day. Half a day of leave ends or begins in the middle.
struct WorkingHours {
  std::chrono::minutes start = std::chrono::hours(9);
  std::chrono::minutes end = std::chrono::hours(18);
  std::chrono::minutes grace{10};  // a check-in this long after the start is not late
};

struct DayAtWork {
  PlannedDay plan;
  std::optional<AttendanceRecord> record;  // that counts
  std::int64_t late = 0;                   // 지각, minutes after the start, once beyond the grace
  std::int64_t early = 0;                  // 조퇴, minutes before the end
  bool absent = false;                     // 결근: a day of work that is over, and nobody came
};

// Late and early are judged on workdays only, and not on those with hours of leave or half a
// holiday; absent is nobody who has leave for the whole day, before the date of hire, or today and
// later.
DayAtWork Judged(const PlannedDay& plan,
                 const std::optional<AttendanceRecord>& record,
                 const WorkingHours& hours,
                 const TimeZone& zone,
                 Date today,
                 const std::optional<Date>& hired_on);

// How dark a date is in a heat map, 1 to 4: less than 4 hours or none known, less than 8, less than
// 10, more. 0 when it does not count.
int HeatOf(const AttendanceRecord& record);

}  // namespace erp::employee
