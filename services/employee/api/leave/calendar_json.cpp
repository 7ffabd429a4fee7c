#include "employee/api/leave/calendar_json.h"

#include <utility>

#include "json/json.h"
#include "json/object_reader.h"

namespace erp::employee {
namespace {

constexpr unicode::TextLimits kCalendarName{
    .min = 1, .max = 100, .single_line = true, .trimmed = true};
constexpr json::TextLimits kFileText{.min = 1, .max = 80'000};
constexpr std::int64_t kMinutesOfADate = 1440;

json::Value CalendarValue(const WorkCalendar& calendar) {
  json::Value value{{"id", calendar.id.value()},
                    {"name", calendar.name},
                    {"minutes", json::Value::array()},
                    {"publicHolidays", calendar.scope.public_holidays},
                    {"labourDay", calendar.scope.labour_day},
                    {"companyDays", calendar.scope.company_days},
                    {"version", calendar.version}};
  for (const auto day : calendar.pattern.minutes) value["minutes"].push_back(day.count());
  return value;
}

WeeklyPattern ReadMinutes(json::ObjectReader& reader) {
  WeeklyPattern pattern{};
  const auto* const minutes = reader.Array("minutes", 7, 7);
  if (minutes == nullptr) return pattern;
  for (std::size_t day = 0; day < pattern.minutes.size(); ++day) {
    const auto& one = (*minutes)[day];
    if (one.is_number_integer() && one >= 0 && one <= kMinutesOfADate) {
      pattern.minutes[day] = Minutes(one.get<std::int64_t>());
    } else {
      reader.Mistake(std::string("minutes/").append(std::to_string(day)),
                     {"must be a whole number from {} to {}", 0, kMinutesOfADate});
    }
  }
  return pattern;
}

}  // namespace

Result<Holiday> ReadHoliday(Date date, const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  Holiday holiday;
  holiday.date = date;
  holiday.name = reader.Text("name", kHolidayName).value_or("");
  const auto kind = reader.OptionalWord(
      "kind", {"public", "substitute", "temporary", "election", "labour-day", "company"});
  holiday.kind = ParseHolidayKind(kind.value_or("company")).value();
  const auto half = reader.OptionalWord("half", {"am", "pm"});
  if (half) holiday.half = *half == "am" ? DayHalf::kAm : DayHalf::kPm;
  holiday.source = reader.OptionalText("source", kHolidaySource).value_or("");
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return holiday;
}

std::string PrintHoliday(const Holiday& holiday) {
  json::Value value{{"date", FormatDate(holiday.date)},
                    {"name", holiday.name},
                    {"kind", HolidayKindName(holiday.kind)},
                    {"half", nullptr},
                    {"source", holiday.source}};
  if (holiday.half) value["half"] = *holiday.half == DayHalf::kAm ? "am" : "pm";
  return json::Dump(value);
}

Result<HolidayFile> ReadHolidayFile(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  HolidayFile file{.csv = reader.Text("csv", kFileText).value_or(""),
                   .dry_run = reader.OptionalBoolean("dryRun").value_or(false)};
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return file;
}

std::string PrintImport(const HolidayFile& file, const HolidayImport& import) {
  return json::Dump({{"dryRun", file.dry_run},
                     {"added", import.added},
                     {"changed", import.changed},
                     {"unchanged", import.unchanged}});
}

Result<WorkCalendar> ReadWorkCalendar(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  WorkCalendar calendar;
  calendar.name = reader.Text("name", kCalendarName).value_or("");
  calendar.pattern = ReadMinutes(reader);
  calendar.scope.public_holidays = reader.OptionalBoolean("publicHolidays").value_or(true);
  calendar.scope.labour_day = reader.OptionalBoolean("labourDay").value_or(true);
  calendar.scope.company_days = reader.OptionalBoolean("companyDays").value_or(true);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return calendar;
}

Result<WorkCalendarId> ReadCalendarChoice(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto id = reader.Id<WorkCalendarId>("calendarId");
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return *id;
}

std::string PrintWorkCalendar(const WorkCalendar& calendar) {
  return json::Dump(CalendarValue(calendar));
}

std::string PrintWorkCalendars(const std::vector<WorkCalendar>& calendars) {
  auto list = json::Value::array();
  for (const auto& calendar : calendars) list.push_back(CalendarValue(calendar));
  return json::Dump(list);
}

}  // namespace erp::employee
