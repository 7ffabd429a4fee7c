#include "employee/store/organisation/reporting_line.h"

#include <algorithm>
#include <vector>

#include "employee/domain/organisation/employee.h"

namespace erp::employee {

std::optional<Error> RefusalOfManager(mysql::Session& session,
                                      std::optional<EmployeeId> person,
                                      EmployeeId manager) {
  std::vector<EmployeeId> line;  // each is managed by the next one
  if (person) line.push_back(*person);
  for (std::optional<EmployeeId> next = manager; next;) {
    const auto met = std::find(line.begin(), line.end(), *next);
    if (met != line.end()) return ManagerRing({met, line.end()});
    const auto rows =
        session.Query("SELECT active, manager_id FROM employees WHERE id = ? LOCK IN SHARE MODE",
                      {next->value()});
    const bool usable = !rows.empty() && rows[0].Integer(0) != 0;
    if (*next == manager && !usable) return ManagerNotUsable();
    if (rows.empty()) break;  // a foreign key keeps this from happening
    line.push_back(*next);
    const auto above = rows[0].OptionalInteger(1);
    next = above ? std::optional(EmployeeId(*above)) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace erp::employee
