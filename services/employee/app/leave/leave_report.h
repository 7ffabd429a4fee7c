// Use case: what became of everybody's leave up to a date.
#pragma once

#include <utility>
#include <vector>

#include "employee/app/company_clock.h"
#include "employee/app/leave/ports.h"
#include "employee/app/organisation/ports.h"
#include "employee/domain/leave/leave_report.h"

namespace erp::employee {

struct LeaveReportRow {
  Employee employee;
  std::vector<BucketReport> buckets;  // none: no entry up to the date
};

// Thread-safe; blocks on people and ledger, which must outlive it.
class LeaveReport {
 public:
  LeaveReport(EmployeeRepository& people, LeaveLedger& ledger, CompanyClock clock)
      : people_(people), ledger_(ledger), clock_(std::move(clock)) {}

  // One page of people, newest first, as they are now; their leave as of `on`, reckoned from the
  // entries up to it. Two queries.
  std::vector<LeaveReportRow> Run(const PeopleFilter& filter, const PeoplePage& page, Date on);

  [[nodiscard]] Date Today() const { return clock_.Today(); }

 private:
  EmployeeRepository& people_;
  LeaveLedger& ledger_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
