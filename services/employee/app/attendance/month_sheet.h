// Use case: a month of attendance of many people (근태 현황), and a year of one.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "employee/app/attendance/ports.h"
#include "employee/app/company_clock.h"
#include "employee/app/organisation/ports.h"
#include "employee/domain/attendance/policy.h"

namespace erp::employee {

// One person's month, in the order of its dates.
struct SheetRow {
  Employee employee;
  std::vector<DayAtWork> days;
  // Sums of the days.
  std::int64_t present = 0;
  std::int64_t late = 0;
  std::int64_t early = 0;
  std::int64_t absent = 0;
  std::int64_t leave = 0;     // days with leave, also of a part
  std::int64_t holidays = 0;  // that are no weekends
  std::int64_t work_minutes = 0;
};

// Thread-safe; blocks on the people, the book and the plans.
class MonthSheet {
 public:
  // `people`, `book` and `plans` must outlive the use case.
  MonthSheet(EmployeeRepository& people,
             AttendanceBook& book,
             DayPlans& plans,
             CompanyClock clock,
             AttendancePolicy policy);

  // Of active people, newest first.
  std::vector<SheetRow> Run(const PeopleFilter& filter,
                            const PeoplePage& page,
                            std::chrono::year_month month);

  // The records of one person from `from` to `to` that count. Refuses an unknown employee.
  Result<std::vector<AttendanceRecord>> Heat(EmployeeId employee, Date from, Date to);

  [[nodiscard]] Date Today() const { return clock_.Today(); }
  [[nodiscard]] const TimeZone& zone() const { return clock_.zone(); }

 private:
  SheetRow RowOf(const Employee& employee,
                 const std::vector<PlannedDay>& plan,
                 const std::vector<AttendanceRecord>& records);

  EmployeeRepository& people_;
  AttendanceBook& book_;
  DayPlans& plans_;
  const CompanyClock clock_;
  const AttendancePolicy policy_;
};

}  // namespace erp::employee
