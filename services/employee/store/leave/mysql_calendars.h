// Calendars on MariaDB/MySQL: tables holidays, work_calendars, calendar_members and
// calendar_version, over the holidays that are part of the program.
#pragma once

#include "employee/app/leave/ports.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. The pool must outlive it.
class MysqlCalendars final : public Calendars {
 public:
  explicit MysqlCalendars(mysql::Pool& pool) : pool_(pool) {}

  WorkingCalendar Of(EmployeeId employee) override;
  Holidays All() override;
  void Put(const std::vector<Holiday>& holidays) override;
  void Remove(const std::vector<Holiday>& holidays) override;

 private:
  mysql::Pool& pool_;
};

}  // namespace erp::employee
