#include "employee/app/leave/grant_statutory_leave.h"

#include <set>
#include <string>
#include <vector>

#include "employee/app/organisation/each_employee.h"
#include "employee/domain/leave/due_entries.h"

namespace erp::employee {

void GrantStatutoryLeave::GrantTo(const Employee& employee,
                                  Date on,
                                  bool dry_run,
                                  JobReport& report) {
  if (!employee.profile.hired_on) return;
  std::set<std::string> known;
  for (const auto& entry : ledger_.Entries(employee.id)) known.insert(entry.operation.id);
  const auto now = clock_.Now();
  for (const auto& grant : due_.Of(employee, on)) {
    if (grant.valid_to < on || known.contains(IdOfGrant(employee.id, grant))) continue;
    if (!dry_run) {
      const auto posting =
          ledger_.Post(employee.id, {OperationOfGrant(employee.id, grant, {now.at, now.on})});
      if (!posting) {
        ++report.failures;
        continue;
      }
      if (posting->replayed) continue;
    }
    report.Add("GRANT " + employee.id.str() + " " + std::to_string(grant.minutes.count()) + " " +
               grant.key);
  }
}

JobReport GrantStatutoryLeave::Run(const std::stop_token& stop, Date on, bool dry_run) {
  JobReport report;
  if (!due_.any()) return report;
  ForEachActive(people_, stop, on,
                [&](const Employee& employee) { GrantTo(employee, on, dry_run, report); });
  return report;
}

}  // namespace erp::employee
