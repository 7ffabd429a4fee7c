#include "employee/store/leave/mysql_calendars.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "employee/store/leave/ledger_table.h"
#include "employee/store/leave/work_calendar_table.h"

namespace erp::employee {
namespace {

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

}  // namespace

WorkingCalendar MysqlCalendars::Of(EmployeeId employee) {
  return pool_.Transact([&](mysql::Session& session) {
    // Before the rest: what changes in between makes another version.
    const auto version =
        session.Query("SELECT version FROM calendar_version WHERE id = 1 LOCK IN SHARE MODE").at(0);
    const auto calendar = ReadWorkCalendarOf(session, employee);
    return WorkingCalendar(calendar.pattern, Applying(ReadHolidays(session), calendar.scope),
                           CalendarVersion(version.Integer(0)));
  });
}

Holidays MysqlCalendars::All() {
  return pool_.Transact([](mysql::Session& session) { return ReadHolidays(session); });
}

void MysqlCalendars::Put(const std::vector<Holiday>& holidays) {
  pool_.Transact([&](mysql::Session& session) {
    CountCalendarChange(session);
    for (const auto& holiday : holidays) Store(session, holiday, false);
  });
}

void MysqlCalendars::Remove(const std::vector<Holiday>& holidays) {
  pool_.Transact([&](mysql::Session& session) {
    CountCalendarChange(session);
    for (const auto& holiday : holidays) Store(session, holiday, true);
  });
}

}  // namespace erp::employee
