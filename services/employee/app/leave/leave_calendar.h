// Use case: who of a department is away when (팀 휴가 현황): approved and pending leave, without
// reasons.
#pragma once

#include <utility>
#include <vector>

#include "employee/app/company_clock.h"
#include "employee/app/leave/ports.h"
#include "employee/app/organisation/ports.h"
#include "employee/domain/attendance/working_day.h"

namespace erp::employee {

struct AwayOn {
  Date date{};
  WorkdayPart part;                     // minutes of the workday
  LeavePart named = LeavePart::kHours;  // what part of that person's workday it is
  bool approved = false;                // otherwise it waits for a decision
};

struct CalendarRow {
  Employee employee;
  std::vector<AwayOn> leave;  // in the order of dates and parts
};

// Thread-safe; blocks on its ports, which must outlive it.
class LeaveCalendar {
 public:
  LeaveCalendar(EmployeeRepository& people,
                LeaveLedger& ledger,
                Calendars& calendars,
                CompanyClock clock)
      : people_(people), ledger_(ledger), calendars_(calendars), clock_(std::move(clock)) {}

  // One page of active people, newest first, also of those without leave. Two queries, and the
  // calendar of each who is away.
  std::vector<CalendarRow> Run(const PeopleFilter& filter,
                               const PeoplePage& page,
                               Date from,
                               Date to);

  // From `from` to `to`, both inclusive, in the order of dates.
  std::vector<Holiday> HolidaysOf(Date from, Date to);

  [[nodiscard]] Date Today() const { return clock_.Today(); }

 private:
  EmployeeRepository& people_;
  LeaveLedger& ledger_;
  Calendars& calendars_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
