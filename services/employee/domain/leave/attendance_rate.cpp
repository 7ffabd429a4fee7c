#include "employee/domain/leave/attendance_rate.h"

namespace erp::employee {
namespace {

// worked / due >= 80 %
bool Reaches80Percent(std::int64_t worked, std::int64_t due) { return worked * 5 >= due * 4; }

}  // namespace

AttendanceVerdict JudgeAttendance(const YearAttendance& year, ExcludedDays rule) {
  const std::int64_t due = year.scheduled - year.excluded;
  const bool cut = rule == ExcludedDays::kCutAlways
                       ? year.excluded > 0
                       : !Reaches80Percent(year.worked, year.scheduled);
  return {.enough = Reaches80Percent(year.worked, due),
          .share = cut ? Ratio{due, year.scheduled} : Ratio{}};
}

}  // namespace erp::employee
