#include "employee/store/leave/mysql_calendars.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string>
#include <utility>

#include "employee/store/leave/ledger_table.h"

namespace erp::employee {
namespace {

WeeklyPattern ReadPattern(const std::string& text) {
  WeeklyPattern pattern;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (auto& day : pattern.minutes) {
    std::int64_t count = 0;
    const auto read = std::from_chars(at, end, count);
    if (read.ec != std::errc()) throw std::logic_error("work_calendars has minutes: " + text);
    day = Minutes(count);
    at = read.ptr == end ? end : read.ptr + 1;
  }
  return pattern;
}

Holiday ReadHoliday(const mysql::Row& row) {
  const auto kind = ParseHolidayKind(row.Text(2));
  if (!kind) throw std::logic_error("holidays has a kind that is not known: " + row.Text(2));
  Holiday holiday{OptionalDate(row, 0).value(), row.Text(1), *kind, std::nullopt, row.Text(4)};
  if (const auto half = row.OptionalText(3)) {
    holiday.half = *half == "am" ? DayHalf::kAm : DayHalf::kPm;
  }
  return holiday;
}

Holidays ReadHolidays(mysql::Session& session) {
  std::vector<Holiday> added;
  std::vector<Holiday> removed;
  const auto rows = session.Query("SELECT date, name, kind, half, source, removed FROM holidays");
  for (const auto& row : rows) {
    (row.Integer(5) != 0 ? removed : added).push_back(ReadHoliday(row));
  }
  std::vector<Holiday> kept;
  for (const auto& holiday : KoreanHolidays().all()) {
    const bool gone = std::any_of(removed.begin(), removed.end(), [&](const Holiday& one) {
      return one.date == holiday.date && one.name == holiday.name;
    });
    if (!gone) kept.push_back(holiday);
  }
  return Holidays(std::move(kept)).With(added);
}

mysql::Value HalfValue(const std::optional<DayHalf>& half) {
  if (!half) return {};
  return mysql::Value(*half == DayHalf::kAm ? "am" : "pm");
}

void Store(mysql::Session& session, const Holiday& holiday, bool removed) {
  session.Execute(
      "INSERT INTO holidays (date, name, kind, half, source, removed) VALUES (?, ?, ?, ?, ?, ?) "
      "ON DUPLICATE KEY UPDATE kind = VALUES(kind), half = VALUES(half), source = VALUES(source), "
      "removed = VALUES(removed)",
      {FormatDate(holiday.date), holiday.name, HolidayKindName(holiday.kind),
       HalfValue(holiday.half), holiday.source, removed});
}

void CountChange(mysql::Session& session) {
  session.Execute("UPDATE calendar_version SET version = version + 1 WHERE id = 1");
}

}  // namespace

WorkingCalendar MysqlCalendars::Of(EmployeeId employee) {
  return pool_.Transact([&](mysql::Session& session) {
    // Before the rest: what changes in between makes another version.
    const auto version =
        session.Query("SELECT version FROM calendar_version WHERE id = 1 LOCK IN SHARE MODE").at(0);
    const auto row = session
                         .Query(
                             "SELECT minutes, public_holidays, labour_day, company_days FROM "
                             "work_calendars WHERE id = COALESCE((SELECT calendar_id FROM "
                             "calendar_members WHERE employee_id = ?), 1)",
                             {employee.value()})
                         .at(0);
    const HolidayScope scope{.public_holidays = row.Integer(1) != 0,
                             .labour_day = row.Integer(2) != 0,
                             .company_days = row.Integer(3) != 0};
    return WorkingCalendar(ReadPattern(row.Text(0)), Applying(ReadHolidays(session), scope),
                           CalendarVersion(version.Integer(0)));
  });
}

Holidays MysqlCalendars::All() {
  return pool_.Transact([](mysql::Session& session) { return ReadHolidays(session); });
}

void MysqlCalendars::Put(const std::vector<Holiday>& holidays) {
  pool_.Transact([&](mysql::Session& session) {
    CountChange(session);
    for (const auto& holiday : holidays) Store(session, holiday, false);
  });
}

void MysqlCalendars::Remove(const Holiday& holiday) {
  pool_.Transact([&](mysql::Session& session) {
    CountChange(session);
    Store(session, holiday, true);
  });
}

}  // namespace erp::employee
