#include "employee/store/leave/mysql_work_calendars.h"

#include <string>
#include <tuple>
#include <utility>

#include "employee/domain/refusals.h"
#include "employee/store/leave/work_calendar_table.h"
#include "mysql/errors.h"

namespace erp::employee {
namespace {

std::string Select(const char* rest) {
  return std::string("SELECT ")
      .append(kWorkCalendarColumns)
      .append(" FROM work_calendars c ")
      .append(rest);
}

// The row of calendar_version orders all changes of calendars: what is read behind this lock stays
// until the end.
void LockCalendars(mysql::Session& session) {
  session.Query("SELECT version FROM calendar_version WHERE id = 1 FOR UPDATE");
}

std::optional<WorkCalendar> FindIn(mysql::Session& session, WorkCalendarId id) {
  static const std::string sql = Select("WHERE c.id = ?");
  const auto rows = session.Query(sql, {id.value()});
  if (rows.empty()) return std::nullopt;
  return ReadWorkCalendar(rows[0]);
}

bool SameContent(const WorkCalendar& a, const WorkCalendar& b) {
  const auto content = [](const WorkCalendar& one) {
    return std::tuple(one.name, PatternText(one.pattern), one.scope.public_holidays,
                      one.scope.labour_day, one.scope.company_days);
  };
  return content(a) == content(b);
}

bool IsEmployee(mysql::Session& session, EmployeeId id) {
  return !session.Query("SELECT id FROM employees WHERE id = ?", {id.value()}).empty();
}

}  // namespace

std::vector<WorkCalendar> MysqlWorkCalendars::All() {
  static const std::string sql = Select("ORDER BY c.id LIMIT ?");
  std::vector<WorkCalendar> all;
  for (const auto& row : pool_.Query(sql, {static_cast<std::int64_t>(kMostWorkCalendars)})) {
    all.push_back(ReadWorkCalendar(row));
  }
  return all;
}

std::optional<WorkCalendar> MysqlWorkCalendars::Find(WorkCalendarId id) {
  return pool_.Transact([&](mysql::Session& session) { return FindIn(session, id); });
}

Result<WorkCalendar> MysqlWorkCalendars::Create(const WorkCalendar& calendar) {
  try {
    return pool_.Transact([&](mysql::Session& session) -> Result<WorkCalendar> {
      CountCalendarChange(session);
      const auto had = session.Query("SELECT COUNT(*) FROM work_calendars").at(0).Integer(0);
      if (had >= static_cast<std::int64_t>(kMostWorkCalendars)) return TooManyWorkCalendars();
      const auto made = session.Execute(
          "INSERT INTO work_calendars (name, minutes, public_holidays, labour_day, company_days) "
          "VALUES (?, ?, ?, ?, ?)",
          {calendar.name, PatternText(calendar.pattern), calendar.scope.public_holidays,
           calendar.scope.labour_day, calendar.scope.company_days});
      WorkCalendar stored = calendar;
      stored.id = WorkCalendarId(made.insert_id);
      stored.version = 1;
      return stored;
    });
  } catch (const mysql::DuplicateKey&) {
    return WorkCalendarExists();
  }
}

Result<WorkCalendar> MysqlWorkCalendars::Change(const WorkCalendar& calendar,
                                                std::optional<std::int64_t> expected) {
  try {
    return TryChange(calendar, expected);
  } catch (const mysql::DuplicateKey&) {
    return WorkCalendarExists();
  }
}

Result<WorkCalendar> MysqlWorkCalendars::TryChange(const WorkCalendar& calendar,
                                                   std::optional<std::int64_t> expected) {
  return pool_.Transact([&](mysql::Session& session) -> Result<WorkCalendar> {
    LockCalendars(session);
    const auto before = FindIn(session, calendar.id);
    if (!before) return WorkCalendarNotFound();
    if (SameContent(*before, calendar)) return *before;
    if (expected && *expected != before->version) {
      return Error{ErrorCode::kPreconditionFailed, "version-mismatch",
                   "Somebody changed this work calendar in the meantime; read it again."};
    }
    session.Execute(
        "UPDATE work_calendars SET name = ?, minutes = ?, public_holidays = ?, labour_day = ?, "
        "company_days = ?, version = version + 1 WHERE id = ?",
        {calendar.name, PatternText(calendar.pattern), calendar.scope.public_holidays,
         calendar.scope.labour_day, calendar.scope.company_days, calendar.id.value()});
    CountCalendarChange(session);
    WorkCalendar stored = calendar;
    stored.version = before->version + 1;
    return stored;
  });
}

Result<WorkCalendar> MysqlWorkCalendars::Of(EmployeeId employee) {
  return pool_.Transact([&](mysql::Session& session) -> Result<WorkCalendar> {
    if (!IsEmployee(session, employee)) return EmployeeNotFound();
    return ReadWorkCalendarOf(session, employee);
  });
}

Result<WorkCalendar> MysqlWorkCalendars::Assign(EmployeeId employee, WorkCalendarId id) {
  return pool_.Transact([&](mysql::Session& session) -> Result<WorkCalendar> {
    LockCalendars(session);
    if (!IsEmployee(session, employee)) return EmployeeNotFound();
    const auto calendar = FindIn(session, id);
    if (!calendar) return InvalidBody({{"/calendarId", "must be a work calendar"}});
    if (ReadWorkCalendarOf(session, employee).id == id) return *calendar;
    session.Execute(
        "INSERT INTO calendar_members (employee_id, calendar_id) VALUES (?, ?) "
        "ON DUPLICATE KEY UPDATE calendar_id = VALUES(calendar_id)",
        {employee.value(), id.value()});
    CountCalendarChange(session);
    return *calendar;
  });
}

}  // namespace erp::employee
