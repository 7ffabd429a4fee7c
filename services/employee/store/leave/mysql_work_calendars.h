// WorkCalendarBook on MariaDB/MySQL: tables work_calendars and calendar_members.
#pragma once

#include <optional>
#include <vector>

#include "employee/app/leave/ports.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. The pool must outlive it.
class MysqlWorkCalendars final : public WorkCalendarBook {
 public:
  explicit MysqlWorkCalendars(mysql::Pool& pool) : pool_(pool) {}

  std::vector<WorkCalendar> All() override;
  std::optional<WorkCalendar> Find(WorkCalendarId id) override;
  Result<WorkCalendar> Create(const WorkCalendar& calendar) override;
  Result<WorkCalendar> Change(const WorkCalendar& calendar,
                              std::optional<std::int64_t> expected) override;
  Result<WorkCalendar> Of(EmployeeId employee) override;
  Result<WorkCalendar> Assign(EmployeeId employee, WorkCalendarId id) override;

 private:
  Result<WorkCalendar> TryChange(const WorkCalendar& calendar,
                                 std::optional<std::int64_t> expected);

  mysql::Pool& pool_;
};

}  // namespace erp::employee
