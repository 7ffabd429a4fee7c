#include "employee/api/leave/view_json.h"

#include <array>
#include <charconv>
#include <utility>

#include "common/csv.h"
#include "employee/api/leave/days.h"
#include "json/json.h"

namespace erp::employee {
namespace {

constexpr const char* kReportHead =
    "\xef\xbb\xbf사번,이름,부서,직위,구분,부여,조정,이월,소멸,촉진 후 소멸,사용,대기,시작 "
    "전,잔여\r\n";

json::Value PersonValue(const Employee& employee) {
  const auto& profile = employee.profile;
  return {{"employeeId", employee.id.value()},
          {"name", profile.name},
          {"department", profile.department},
          {"position", profile.position}};
}

json::Value HolidayValue(const Holiday& holiday) {
  json::Value value{{"date", FormatDate(holiday.date)}, {"name", holiday.name}, {"half", nullptr}};
  if (holiday.half) value["half"] = *holiday.half == DayHalf::kAm ? "am" : "pm";
  return value;
}

json::Value AwayValue(const AwayOn& away) {
  return {{"date", FormatDate(away.date)},
          {"part", LeavePartName(away.named)},
          {"from", away.part.from.count()},
          {"to", away.part.to.count()},
          {"state", away.approved ? "approved" : "pending"}};
}

// Names and amounts of a bucket, in the order of the columns.
std::array<std::pair<const char*, Minutes>, 9> Figures(const BucketReport& report) {
  return {{{"granted", report.granted},
           {"adjusted", report.adjusted},
           {"carried", report.carried},
           {"expired", report.expired},
           {"expiredAfterNotices", report.expired_promoted},
           {"consumed", report.consumed},
           {"reserved", report.reserved},
           {"later", report.later},
           {"available", report.available}}};
}

json::Value BucketValue(const BucketReport& report) {
  json::Value value{{"bucket", BucketName(report.bucket)}};
  for (const auto& [name, amount] : Figures(report)) value[name] = Days<json::Value>(amount);
  return value;
}

// The shortest number that is read as the same.
std::string DaysText(Minutes minutes) {
  std::array<char, 32> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), minutes.Days());
  return {text.data(), written.ptr};
}

}  // namespace

std::string PrintCalendar(Date from,
                          Date to,
                          const std::vector<Holiday>& holidays,
                          const std::vector<CalendarRow>& rows) {
  json::Value value{{"from", FormatDate(from)},
                    {"to", FormatDate(to)},
                    {"holidays", json::Value::array()},
                    {"people", json::Value::array()}};
  for (const auto& holiday : holidays) value["holidays"].push_back(HolidayValue(holiday));
  for (const auto& row : rows) {
    auto person = PersonValue(row.employee);
    person["leave"] = json::Value::array();
    for (const auto& away : row.leave) person["leave"].push_back(AwayValue(away));
    value["people"].push_back(std::move(person));
  }
  return json::Dump(value);
}

std::string PrintReport(Date on, const std::vector<LeaveReportRow>& rows) {
  json::Value value{{"on", FormatDate(on)}, {"people", json::Value::array()}};
  for (const auto& row : rows) {
    auto person = PersonValue(row.employee);
    person["buckets"] = json::Value::array();
    for (const auto& bucket : row.buckets) person["buckets"].push_back(BucketValue(bucket));
    value["people"].push_back(std::move(person));
  }
  return json::Dump(value);
}

std::string ReportCsvHead() { return kReportHead; }

std::string ReportCsvLines(const std::vector<LeaveReportRow>& rows) {
  std::string csv;
  for (const auto& row : rows) {
    const auto& profile = row.employee.profile;
    for (const auto& bucket : row.buckets) {
      csv.append(row.employee.id.str()).append(",");
      csv.append(csv::Cell(profile.name)).append(",");
      csv.append(csv::Cell(profile.department)).append(",");
      csv.append(csv::Cell(profile.position)).append(",");
      csv.append(BucketName(bucket.bucket));
      for (const auto& [name, amount] : Figures(bucket)) csv.append(",").append(DaysText(amount));
      csv.append("\r\n");
    }
  }
  return csv;
}

}  // namespace erp::employee
