#include "employee/app/leave/grant_statutory_leave.h"

#include <algorithm>
#include <string>

#include "employee/app/organisation/each_employee.h"
#include "employee/domain/leave/statutory_entries.h"

namespace erp::employee {
namespace {

// "GRANT 17 480 statutory:monthly:3": without the person, whom the line names.
std::string Line(EmployeeId employee, const Operation& operation) {
  auto name = operation.id;
  const auto person = std::string(":").append(employee.str());
  name.erase(name.find(person), person.size());
  std::string line = KindName(operation.kind);
  line.append(" ").append(employee.str()).append(" ");
  line.append(std::to_string(operation.minutes.count())).append(" ").append(name);
  return line;
}

LeaveNotice NoticeOf(EmployeeId employee, const std::vector<Operation>& corrections) {
  Minutes given;
  Minutes taken;
  for (const auto& correction : corrections) {
    auto& sum = correction.minutes < Minutes() ? taken : given;
    sum = sum + correction.minutes;
  }
  return {.id = corrections.front().id,
          .recipient = employee,
          .kind = "LEAVE_RECOUNTED",
          .title = "연차 재계산",
          .text = {"Statutory leave was counted again: {} minutes more, {} minutes less.",
                   given.count(), (-taken).count()}};
}

}  // namespace

void GrantStatutoryLeave::Correct(EmployeeId employee,
                                  const std::vector<Operation>& corrections,
                                  bool dry_run,
                                  JobReport& report) {
  if (corrections.empty()) return;
  if (!dry_run) {
    const auto posting = notifying_.Post(employee, corrections, NoticeOf(employee, corrections));
    if (!posting || !posting->entry.applied()) {
      ++report.failures;
      return;
    }
    if (posting->replayed) return;
  }
  for (const auto& correction : corrections) report.Add(Line(employee, correction));
}

void GrantStatutoryLeave::GrantTo(const Employee& employee,
                                  Date on,
                                  bool dry_run,
                                  JobReport& report) {
  if (!employee.profile.hired_on) return;
  const auto entries = ledger_.Entries(employee.id);
  const auto grants = due_.Of(employee, on);
  const auto now = clock_.Now();
  const auto due = StatutoryEntriesOf({employee.id, entries, grants, on}, {now.at, now.on});
  for (const auto& grant : due.grants) {
    if (!dry_run) {
      const auto posting = ledger_.Post(employee.id, {grant});
      if (!posting) {
        ++report.failures;
        continue;
      }
      if (posting->replayed) continue;
    }
    report.Add(Line(employee.id, grant));
  }
  Correct(employee.id, due.corrections, dry_run, report);
}

JobReport GrantStatutoryLeave::Run(const std::stop_token& stop, Date on, bool dry_run) {
  JobReport report;
  if (!due_.any()) return report;
  ForEachActive(people_, stop, on,
                [&](const Employee& employee) { GrantTo(employee, on, dry_run, report); });
  return report;
}

}  // namespace erp::employee
