#include "approval-request/app/stand_ins.h"

#include "approval-request/domain/handover.h"

namespace erp::approval_request {
namespace {

// Longer chains are rings.
constexpr int kHighest = 30;

}  // namespace

std::optional<Person> StandIns::Find(EmployeeId person) {
  auto people = people_.Find({person});
  const auto found = people.find(person);
  if (found == people.end()) return std::nullopt;
  // The directory's answer may be some seconds old.
  if (leavers_.Has(person)) found->second.active = false;
  return found->second;
}

std::optional<PersonSnapshot> StandIns::Named(EmployeeId leaver, EmployeeId drafter) {
  auto named = leavers_.SuccessorOf(leaver);
  for (int i = 0; named && i < kHighest; ++i) {
    if (*named == drafter) return std::nullopt;
    const auto person = Find(*named);
    if (person && person->active) return person->snapshot;
    named = leavers_.SuccessorOf(*named);
  }
  return std::nullopt;
}

std::optional<PersonSnapshot> StandIns::Above(EmployeeId person, EmployeeId drafter) {
  auto below = Find(person);
  for (int i = 0; below && below->manager && i < kHighest; ++i) {
    const auto manager = Find(*below->manager);
    if (manager && manager->active && manager->snapshot.id != drafter) return manager->snapshot;
    below = manager;
  }
  return std::nullopt;
}

std::optional<PersonSnapshot> StandIns::For(EmployeeId leaver, EmployeeId drafter) {
  if (auto named = Named(leaver, drafter)) return named;
  if (auto above = Above(leaver, drafter)) return above;
  return Above(drafter, drafter);
}

StepAssignment StandIns::AssignmentOf(const Document& document) {
  const Step* next = NextToOpen(document);
  if (next == nullptr || !leavers_.Has(next->approver.id)) return {};
  try {
    auto stand_in = For(next->approver.id, document.requester.id);
    return {.stand_in = stand_in, .vacant = !stand_in};
  } catch (const Unavailable&) {
    return {.vacant = true};
  }
}

}  // namespace erp::approval_request
