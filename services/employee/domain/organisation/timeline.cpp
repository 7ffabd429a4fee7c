#include "employee/domain/organisation/timeline.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace erp::employee {
namespace {

constexpr std::pair<PlanState, const char*> kStates[]{{PlanState::kPlanned, "planned"},
                                                      {PlanState::kApplied, "applied"},
                                                      {PlanState::kCanceled, "canceled"},
                                                      {PlanState::kRefused, "refused"}};

}  // namespace

const char* PlanStateName(PlanState state) {
  for (const auto& [known, name] : kStates) {
    if (known == state) return name;
  }
  throw std::logic_error("a state of a planned change that has no name");
}

PlanState ParsePlanState(const std::string& name) {
  for (const auto& [state, known] : kStates) {
    if (name == known) return state;
  }
  throw std::logic_error("a state of a planned change that is not known: " + name);
}

void Arrange(std::vector<HistoryEntry>& entries) {
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    return std::tie(a.effective_on, a.id) < std::tie(b.effective_on, b.id);
  });
  for (std::size_t i = 0; i + 1 < entries.size(); ++i) {
    entries[i].replaced = entries[i].effective_on == entries[i + 1].effective_on;
  }
}

std::optional<Placement> PlacementOn(const std::vector<HistoryEntry>& entries, Date on) {
  std::optional<Placement> found;
  for (const auto& entry : entries) {
    if (entry.effective_on > on) break;
    found = entry.placement;
  }
  return found;
}

Placement WithPlanned(Placement placement, const std::vector<PlannedChange>& plans, Date on) {
  std::vector<const PlannedChange*> due;
  for (const auto& plan : plans) {
    if (plan.state == PlanState::kPlanned && plan.effective_on <= on) due.push_back(&plan);
  }
  std::sort(due.begin(), due.end(), [](const auto* a, const auto* b) {
    return std::tie(a->effective_on, a->id) < std::tie(b->effective_on, b->id);
  });
  for (const auto* plan : due) placement = Changed(std::move(placement), plan->change);
  return placement;
}

Placement Changed(Placement placement, const PlacementChange& change) {
  if (change.department && change.department != placement.department) {
    placement.department = *change.department;
    placement.department_id = change.department_id;
  }
  if (change.department_id) placement.department_id = change.department_id;
  if (change.position) placement.position = *change.position;
  if (change.manager) placement.manager = *change.manager;
  return placement;
}

Error ChangeNotFound() {
  return {ErrorCode::kNotFound, "change-not-found", "There is no such change."};
}

Error ChangeSettled() {
  return {ErrorCode::kConflict, "change-settled",
          "This change is not planned any more: it was applied, canceled or refused."};
}

Error NoHistoryOn(Date on) {
  return {ErrorCode::kNotFound, "no-history",
          Message("This person was not in the company on {}.", FormatDate(on))};
}

}  // namespace erp::employee
