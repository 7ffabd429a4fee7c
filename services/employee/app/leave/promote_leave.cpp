#include "employee/app/leave/promote_leave.h"

#include <set>
#include <string>
#include <vector>

#include "employee/app/organisation/each_employee.h"
#include "employee/domain/leave/due_entries.h"

namespace erp::employee {
namespace {

std::string Line(const PromotionNotice& notice) {
  std::string line(notice.sent ? "NOTICE " : "MISSED ");
  line.append(std::to_string(notice.notice)).append(" ").append(notice.employee.str());
  line.append(" ").append(PromotionRuleName(notice.rule)).append(" ");
  line.append(FormatDate(notice.last_day)).append(" ");
  return line.append(std::to_string(notice.minutes.count()));
}

// Whether a notice about the grant may be due: most of a year none is, and no more is read then.
bool IsNear(const StatutoryGrant& grant, Date on) {
  const auto window = PromotionOf(grant, {}, grant.on);
  return window && window->first_from <= on && on <= grant.valid_to;
}

}  // namespace

void PromoteLeave::Notify(const Employee& employee, Date on, bool dry_run, JobReport& report) {
  auto grants = due_.Of(employee, on);
  std::erase_if(grants, [&](const StatutoryGrant& grant) { return !IsNear(grant, on); });
  if (grants.empty()) return;
  std::set<std::string> known;
  LotBook lots;
  for (const auto& entry : ledger_.Entries(employee.id)) {
    lots.Follow(entry);
    if (entry.applied()) known.insert(entry.operation.id);
  }
  std::erase_if(grants, [&](const StatutoryGrant& grant) {
    return !known.contains(IdOfGrant(employee.id, grant));
  });
  std::optional<WorkingCalendar> calendar;
  const auto work_on = [&](Date date) {
    if (!calendar) calendar = calendars_.Of(employee.id);
    return calendar->MinutesOn(date);
  };
  const PromotionFacts facts{employee.id, std::move(grants), lots, notices_.Of(employee.id),
                             work_on};
  for (const auto& notice : DueNotices(facts, on, clock_.Now().at)) {
    if (dry_run || notices_.Give(notice)) report.Add(Line(notice));
  }
}

JobReport PromoteLeave::Run(const std::stop_token& stop, Date on, bool dry_run) {
  JobReport report;
  if (!due_.any()) return report;
  ForEachActive(people_, stop, on,
                [&](const Employee& employee) { Notify(employee, on, dry_run, report); });
  return report;
}

}  // namespace erp::employee
