#include "employee/api/attendance/sheet.h"

#include <array>
#include <cstdio>
#include <optional>

#include "common/csv.h"
#include "json/json.h"

namespace erp::employee {
namespace {

constexpr const char* kHeadings =
    "\xef\xbb\xbf사번,이름,부서,직위,날짜,구분,휴가,출근,퇴근,근무(분),상태,지각(분),조퇴(분),"
    "결근\r\n";

template <typename T>
json::Value OrNull(const std::optional<T>& value) {
  return value ? json::Value(*value) : json::Value();
}

json::Value DayValue(const DayAtWork& day) {
  json::Value value{{"date", FormatDate(day.plan.date)},
                    {"day", DayKindName(day.plan.kind)},
                    {"leave", LeavePartName(day.plan.leave)},
                    {"recordId", nullptr},
                    {"checkInTime", nullptr},
                    {"checkOutTime", nullptr},
                    {"workMinutes", nullptr},
                    {"status", nullptr},
                    {"lateMinutes", day.late},
                    {"earlyMinutes", day.early},
                    {"absent", day.absent}};
  if (!day.record) return value;
  const auto& record = *day.record;
  value["recordId"] = record.id.value();
  value["checkInTime"] = FormatInstant(record.check_in);
  if (record.check_out) value["checkOutTime"] = FormatInstant(*record.check_out);
  value["workMinutes"] = OrNull(record.work_minutes());
  value["status"] = StatusName(record.status);
  return value;
}

json::Value RowValue(const SheetRow& row) {
  auto days = json::Value::array();
  for (const auto& day : row.days) days.push_back(DayValue(day));
  const auto& profile = row.employee.profile;
  return {{"employeeId", row.employee.id.value()},
          {"name", profile.name},
          {"department", profile.department},
          {"position", profile.position},
          {"presentDays", row.present},
          {"lateDays", row.late},
          {"earlyDays", row.early},
          {"absentDays", row.absent},
          {"leaveDays", row.leave},
          {"holidays", row.holidays},
          {"workMinutes", row.work_minutes},
          {"days", std::move(days)}};
}

// "HH:MM" of that day, with the date before it when it is another one.
std::string Clock(const std::optional<Instant>& at, Date date, const TimeZone& zone) {
  if (!at) return "";
  const auto local = zone.At(*at);
  std::array<char, 16> text{};
  const auto minutes = static_cast<int>(local.of_day.count());
  (void)std::snprintf(text.data(), text.size(), "%02d:%02d", minutes / 60, minutes % 60);
  if (local.date == date) return text.data();
  return FormatDate(local.date).append(" ").append(text.data());
}

std::string Number(const std::optional<std::int64_t>& number) {
  return number ? std::to_string(*number) : std::string();
}

void AppendLine(std::string& csv, const SheetRow& row, const DayAtWork& day, const TimeZone& zone) {
  const auto& profile = row.employee.profile;
  const auto& record = day.record;
  const auto comma = [&](const std::string& cell) { csv.append(cell).append(","); };
  comma(row.employee.id.str());
  comma(csv::Cell(profile.name));
  comma(csv::Cell(profile.department));
  comma(csv::Cell(profile.position));
  comma(FormatDate(day.plan.date));
  comma(DayKindName(day.plan.kind));
  comma(LeavePartName(day.plan.leave));
  comma(record ? Clock(record->check_in, day.plan.date, zone) : "");
  comma(record ? Clock(record->check_out, day.plan.date, zone) : "");
  comma(record ? Number(record->work_minutes()) : "");
  comma(record ? StatusName(record->status) : "");
  comma(std::to_string(day.late));
  comma(std::to_string(day.early));
  csv.append(day.absent ? "1" : "0").append("\r\n");
}

}  // namespace

std::string PrintSheet(const std::vector<SheetRow>& rows) {
  auto array = json::Value::array();
  for (const auto& row : rows) array.push_back(RowValue(row));
  return json::Dump(array);
}

std::string PrintSheetCsv(const std::vector<SheetRow>& rows, const TimeZone& zone) {
  std::string csv(kHeadings);
  for (const auto& row : rows) {
    for (const auto& day : row.days) AppendLine(csv, row, day, zone);
  }
  return csv;
}

std::string PrintHeat(const std::vector<AttendanceRecord>& records) {
  auto array = json::Value::array();
  for (const auto& record : records) {
    array.push_back({{"date", FormatDate(record.work_date)},
                     {"level", HeatOf(record)},
                     {"workMinutes", OrNull(record.work_minutes())},
                     {"status", StatusName(record.status)}});
  }
  return json::Dump(array);
}

}  // namespace erp::employee
