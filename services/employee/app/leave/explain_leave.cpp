#include "employee/app/leave/explain_leave.h"

#include <set>

#include "employee/domain/leave/forecast.h"
#include "employee/domain/leave/month_rule.h"
#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

Date LastForecast(Date today) {
  constexpr int kMonthsOfYear = 12;
  return AfterMonths(today, static_cast<int>(kLongestForecast.count()) * kMonthsOfYear,
                     MonthRule::kClampToMonthEnd);
}

LotBook BookOf(const std::vector<Entry>& entries) {
  LotBook lots;
  for (const auto& entry : entries) lots.Follow(entry);
  return lots;
}

}  // namespace

std::optional<std::vector<StatutoryGrant>> ExplainLeave::GrantsTo(EmployeeId employee, Date until) {
  if (!due_.any()) return std::nullopt;
  const auto found = people_.FindMany({employee});
  if (found.empty() || !found.front().active || !found.front().profile.hired_on) {
    return std::nullopt;
  }
  return due_.Of(found.front(), until);
}

void ExplainLeave::Name(LeaveExplanation& explanation) {
  std::set<EmployeeId> actors;
  std::set<ParticipationId> participations;
  for (const auto& entry : explanation.entries) {
    const auto& operation = entry.operation;
    if (operation.actor) actors.insert(*operation.actor);
    if (const auto of = ParticipationOfGrant(operation.source)) participations.insert(*of);
  }
  for (const auto& person : people_.FindMany({actors.begin(), actors.end()})) {
    explanation.actors.emplace(person.id, person.profile.name);
  }
  if (participations.empty()) return;
  explanation.quests = quests_.QuestsOf({participations.begin(), participations.end()});
}

Result<LeaveExplanation> ExplainLeave::Run(EmployeeId employee, std::optional<Date> on) {
  const Date today = clock_.Today();
  LeaveExplanation explanation;
  explanation.on = on.value_or(today);
  if (explanation.on > LastForecast(today)) {
    return InvalidQuery("on", "must be at most 30 years from today");
  }
  explanation.entries = ledger_.Entries(employee);
  if (explanation.entries.empty()) return EmployeeNotFound();
  auto& entries = explanation.entries;
  std::erase_if(entries, [&](const Entry& entry) { return entry.operation.on > explanation.on; });
  explanation.known = entries.size();
  auto lots = BookOf(entries);
  if (explanation.on > today) {
    auto forecast = ForecastOf(
        {employee, entries, GrantsTo(employee, explanation.on), notices_.Of(employee), carry_},
        today, explanation.on);
    entries.insert(entries.end(), forecast.entries.begin(), forecast.entries.end());
    lots = std::move(forecast.lots);
  }
  explanation.totals = lots.On(explanation.on);
  explanation.lots = lots.lots();
  explanation.takings = lots.takings();
  Name(explanation);
  return explanation;
}

}  // namespace erp::employee
