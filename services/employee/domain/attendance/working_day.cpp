#include "employee/domain/attendance/working_day.h"

#include <algorithm>

namespace erp::employee {
namespace {

constexpr std::int64_t kMinutesPerHour = 60;

// Minutes since midnight of the record's date, which go on after the next one.
std::chrono::minutes SinceMidnight(Instant at, Date date, const TimeZone& zone) {
  const auto local = zone.At(at);
  return local.of_day + (std::chrono::sys_days(local.date) - std::chrono::sys_days(date));
}

void JudgeTimes(DayAtWork& day, const WorkingHours& hours, const TimeZone& zone) {
  const auto middle = (hours.start + hours.end) / 2;
  const auto start = day.plan.leave == LeavePart::kMorning ? middle : hours.start;
  const auto end = day.plan.leave == LeavePart::kAfternoon ? middle : hours.end;
  const auto& record = *day.record;
  const auto came = SinceMidnight(record.check_in, record.work_date, zone);
  if (came > start + hours.grace) day.late = (came - start).count();
  if (record.status != RecordStatus::kCheckedOut) return;
  const auto left = SinceMidnight(*record.check_out, record.work_date, zone);
  day.early = std::max<std::int64_t>(0, (end - left).count());
}

}  // namespace

LeavePart LeavePartOf(const std::vector<WorkdayPart>& parts, Minutes workday) {
  const Minutes begin = parts.front().from;
  Minutes end = parts.front().to;
  for (const auto& part : parts) {
    if (part.from > end) return LeavePart::kHours;
    end = std::max(end, part.to);
  }
  const Minutes middle(workday.count() / 2);
  if (begin <= Minutes() && end >= workday) return LeavePart::kAllDay;
  if (begin <= Minutes() && end == middle) return LeavePart::kMorning;
  if (begin == middle && end >= workday) return LeavePart::kAfternoon;
  return LeavePart::kHours;
}

std::string DayKindName(DayKind kind) {
  switch (kind) {
    case DayKind::kWorkday:
      return "workday";
    case DayKind::kWeekend:
      return "weekend";
    case DayKind::kHoliday:
      return "holiday";
  }
  return "";
}

std::string LeavePartName(LeavePart part) {
  switch (part) {
    case LeavePart::kNone:
      return "none";
    case LeavePart::kAllDay:
      return "all-day";
    case LeavePart::kMorning:
      return "morning";
    case LeavePart::kAfternoon:
      return "afternoon";
    case LeavePart::kHours:
      return "hours";
  }
  return "";
}

DayAtWork Judged(const PlannedDay& plan,
                 const std::optional<AttendanceRecord>& record,
                 const WorkingHours& hours,
                 const TimeZone& zone,
                 Date today,
                 const std::optional<Date>& hired_on) {
  DayAtWork day{plan, record && record->counts() ? record : std::nullopt, 0, 0, false};
  const bool expected = plan.kind == DayKind::kWorkday && plan.leave != LeavePart::kAllDay;
  if (!expected) return day;
  if (!day.record) {
    day.absent = plan.date < today && (!hired_on || *hired_on <= plan.date);
  } else if (plan.leave != LeavePart::kHours && !plan.half_holiday) {
    JudgeTimes(day, hours, zone);
  }
  return day;
}

int HeatOf(const AttendanceRecord& record) {
  if (!record.counts()) return 0;
  const auto hours = record.work_minutes().value_or(0) / kMinutesPerHour;
  if (hours < 4) return 1;
  if (hours < 8) return 2;
  return hours < 10 ? 3 : 4;
}

}  // namespace erp::employee
