#include "employee/api/leave/request_json.h"

#include <utility>

#include "employee/api/dates.h"
#include "employee/api/leave/days.h"
#include "employee/domain/refusals.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::employee {
namespace {

constexpr std::int64_t kMinutesOfADate = 1440;

// unit, half, quarter, from and to: those that the unit has.
void ReadUnit(json::ObjectReader& reader, LeaveRequest& leave) {
  const auto unit = reader.OptionalWord("unit", {"day", "half", "quarter", "hours"});
  if (unit == "half") {
    const auto half = reader.Word("half", {"am", "pm"});
    leave.unit = half == "pm" ? LeaveUnit::kHalfPm : LeaveUnit::kHalfAm;
  } else if (unit == "quarter") {
    leave.unit = LeaveUnit::kQuarter;
    leave.quarter = static_cast<int>(reader.Integer("quarter", 1, kQuarters).value_or(1));
  } else if (unit == "hours") {
    leave.unit = LeaveUnit::kHours;
    leave.hours = {Minutes(reader.Integer("from", 0, kMinutesOfADate).value_or(0)),
                   Minutes(reader.Integer("to", 1, kMinutesOfADate).value_or(1))};
  }
}

std::string UnitName(LeaveUnit unit) {
  switch (unit) {
    case LeaveUnit::kDay:
      return "day";
    case LeaveUnit::kHalfAm:
    case LeaveUnit::kHalfPm:
      return "half";
    case LeaveUnit::kQuarter:
      return "quarter";
    case LeaveUnit::kHours:
      return "hours";
  }
  return "";
}

std::string ReasonName(DayReason reason) {
  switch (reason) {
    case DayReason::kWorkday:
      return "workday";
    case DayReason::kHalfHoliday:
      return "half-holiday";
    case DayReason::kHoliday:
      return "holiday";
    case DayReason::kDayOff:
      return "day-off";
  }
  return "";
}

json::Value PrintDate(const CountedDate& counted) {
  json::Value value{{"date", FormatDate(counted.date)},
                    {"minutes", counted.minutes().count()},
                    {"days", Days<json::Value>(counted.minutes())},
                    {"reason", ReasonName(counted.reason)},
                    {"from", counted.part.from.count()},
                    {"to", counted.part.to.count()}};
  value["holiday"] = counted.holiday.empty() ? json::Value() : json::Value(counted.holiday);
  return value;
}

}  // namespace

LeaveRequest ReadLeaveRequest(json::ObjectReader& reader) {
  LeaveRequest leave;
  leave.start = RequiredDate(reader, "startDate").value_or(Date());
  leave.end = OptionalDate(reader, "endDate").value_or(leave.start);
  ReadUnit(reader, leave);
  return leave;
}

Result<QuoteRequest> ReadQuoteRequest(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  QuoteRequest read;
  read.employee = reader.Id<EmployeeId>("employeeId").value_or(EmployeeId());
  read.leave = ReadLeaveRequest(reader);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return read;
}

std::string PrintQuote(EmployeeId employee, const LeaveRequest& leave, const LeaveQuote& quote) {
  const auto& total = quote.count.total;
  json::Value value{{"employeeId", employee.value()},
                    {"startDate", FormatDate(leave.start)},
                    {"endDate", FormatDate(leave.end)},
                    {"unit", UnitName(leave.unit)},
                    {"minutes", total.count()},
                    {"days", Days<json::Value>(total)},
                    {"availableDays", Days<json::Value>(quote.totals.available())},
                    {"remainingDays", Days<json::Value>(quote.totals.available() - total)},
                    {"calendarVersion", quote.count.calendar.value()},
                    {"possible", !quote.refusal.has_value()},
                    {"dates", json::Value::array()}};
  if (leave.unit == LeaveUnit::kHalfAm) value["half"] = "am";
  if (leave.unit == LeaveUnit::kHalfPm) value["half"] = "pm";
  for (const auto& date : quote.count.dates) value["dates"].push_back(PrintDate(date));
  if (quote.refusal) {
    value["refusal"] = {{"code", *quote.refusal},
                        {"date", OrNull<json::Value>(quote.refused_date)}};
  }
  return json::Dump(value);
}

std::string PrintHolidays(const Holidays& holidays,
                          const std::optional<Date>& from,
                          const std::optional<Date>& to) {
  auto list = json::Value::array();
  for (const auto& holiday : holidays.all()) {
    if ((from && holiday.date < *from) || (to && holiday.date > *to)) continue;
    json::Value one{{"date", FormatDate(holiday.date)},
                    {"name", holiday.name},
                    {"kind", HolidayKindName(holiday.kind)},
                    {"half", nullptr},
                    {"source", holiday.source}};
    if (holiday.half) one["half"] = *holiday.half == DayHalf::kAm ? "am" : "pm";
    list.push_back(std::move(one));
  }
  return json::Dump(list);
}

}  // namespace erp::employee
