#include "employee/app/leave/grant_statutory_leave.h"

#include <set>
#include <string>
#include <vector>

#include "employee/domain/leave/due_entries.h"

namespace erp::employee {

void GrantStatutoryLeave::GrantTo(const Employee& employee,
                                  Date on,
                                  bool dry_run,
                                  JobReport& report) {
  const auto& hired = employee.profile.hired_on;
  if (!hired) return;
  std::set<std::string> known;
  for (const auto& entry : ledger_.Entries(employee.id)) known.insert(entry.operation.id);
  const auto now = clock_.Now();
  for (const auto& grant :
       StatutoryGrants({.hired = *hired, .last_day = std::nullopt}, *policy_, {}, on)) {
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
  PeoplePage page;
  while (policy_ && !stop.stop_requested()) {
    const auto people = people_.List({}, page, on);
    for (const auto& person : people) {
      if (stop.stop_requested()) return report;
      GrantTo(person.employee, on, dry_run, report);
    }
    if (people.size() < static_cast<std::size_t>(page.limit)) break;
    page.before = people.back().employee.id;
  }
  return report;
}

}  // namespace erp::employee
