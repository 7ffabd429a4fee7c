#include "employee/app/leave/leave_report.h"

namespace erp::employee {

std::vector<LeaveReportRow> LeaveReport::Run(const PeopleFilter& filter,
                                             const PeoplePage& page,
                                             Date on) {
  const auto people = people_.List(filter, page, on);
  std::vector<EmployeeId> ids;
  for (const auto& person : people) ids.push_back(person.employee.id);
  const auto entries = ledger_.EntriesUpTo(on, ids);
  std::vector<LeaveReportRow> rows;
  for (const auto& person : people) {
    const auto found = entries.find(person.employee.id);
    rows.push_back({person.employee, {}});
    if (found != entries.end()) rows.back().buckets = ReportOf(found->second, on);
  }
  return rows;
}

}  // namespace erp::employee
