// DayPlans on MariaDB/MySQL: days of work and holidays by everybody's working calendar, leave by
// what was taken (leave_takings). Leave that is only asked for is none yet, and so is an amount of
// leave that says no dates.
#pragma once

#include <map>
#include <vector>

#include "employee/app/attendance/ports.h"
#include "employee/app/leave/ports.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. Both must outlive it.
class MysqlDayPlans final : public DayPlans {
 public:
  MysqlDayPlans(mysql::Pool& pool, Calendars& calendars) : pool_(pool), calendars_(calendars) {}

  // One transaction for each of the people, and one query.
  std::map<EmployeeId, std::vector<PlannedDay>> Of(const std::vector<EmployeeId>& people,
                                                   Date from,
                                                   Date to) override;

 private:
  mysql::Pool& pool_;
  Calendars& calendars_;
};

}  // namespace erp::employee
