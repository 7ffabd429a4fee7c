#include "employee/app/leave/recount_leave.h"

#include <algorithm>
#include <string>
#include <utility>

#include "employee/app/organisation/each_employee.h"

namespace erp::employee {
namespace {

constexpr std::size_t kLongestNotice = 190;

std::string Line(EmployeeId employee, const Operation& operation) {
  std::string line = KindName(operation.kind);
  line.append(" ").append(employee.str()).append(" ");
  line.append(std::to_string(operation.minutes.count())).append(" ").append(operation.id);
  return line;
}

LeaveNotice NoticeOf(EmployeeId employee, const Recount& recount) {
  std::string dates;
  for (const auto date : recount.dates) {
    dates.append(dates.empty() ? "" : ", ").append(FormatDate(date));
    if (dates.size() < 100) continue;
    dates.append(", …");
    break;
  }
  const Message given("Calendars were changed: {} minutes of the leave on {} are given back.",
                      recount.given.count(), dates);
  const Message taken("Calendars were changed: the leave on {} takes {} minutes more.", dates,
                      (-recount.given).count());
  // The outbox takes 200 characters; the end of an id tells it from others.
  auto id = recount.operations.front().id;
  if (id.size() > kLongestNotice) id.erase(0, id.size() - kLongestNotice);
  return {.id = std::move(id),
          .recipient = employee,
          .kind = "LEAVE_RECOUNTED",
          .title = "연차 재계산",
          .text = recount.given < Minutes() ? taken : given};
}

bool HasDates(const std::vector<Entry>& entries) {
  return std::any_of(entries.begin(), entries.end(),
                     [](const Entry& entry) { return !entry.operation.days.empty(); });
}

}  // namespace

bool RecountLeave::Post(EmployeeId employee, const Recount& recount) {
  const auto posting = notifying_.Post(employee, recount.operations, NoticeOf(employee, recount));
  return posting && posting->entry.applied();
}

void RecountLeave::RunFor(EmployeeId employee, bool dry_run, JobReport& report) {
  const auto entries = ledger_.Entries(employee);
  if (!HasDates(entries)) return;
  const auto now = clock_.Now();
  for (const auto& recount : RecountsOf(entries, calendars_.Of(employee), {now.at, now.on})) {
    if (!dry_run && !Post(employee, recount)) {
      ++report.failures;
      continue;
    }
    for (const auto& operation : recount.operations) report.Add(Line(employee, operation));
  }
}

JobReport RecountLeave::Run(const std::stop_token& stop, Date on, bool dry_run) {
  JobReport report;
  ForEachActive(people_, stop, on,
                [&](const Employee& employee) { RunFor(employee.id, dry_run, report); });
  return report;
}

}  // namespace erp::employee
