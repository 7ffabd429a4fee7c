#include "employee/app/quest/read_quests.h"

#include <algorithm>
#include <utility>

#include "employee/app/organisation/people_rights.h"
#include "employee/domain/refusals.h"

namespace erp::employee {

Result<QuestView> ReadQuests::Get(QuestId id) {
  auto view = reader_.Find(id);
  if (!view) return QuestNotFound();
  return *std::move(view);
}

std::vector<QuestView> ReadQuests::List(const QuestFilter& filter, const QuestPage& page) {
  return reader_.List(filter, page);
}

Result<std::vector<Quest>> ReadQuests::Available(EmployeeId person, const QuestPage& page) {
  auto quests = reader_.Available(person, clock_.Today(), page);
  if (quests.empty() && !reader_.Exists(person)) return EmployeeNotFound();
  return quests;
}

Result<std::vector<ParticipationView>> ReadQuests::Of(EmployeeId person, const QuestPage& page) {
  auto views = reader_.Of(person, page);
  if (views.empty() && !reader_.Exists(person)) return EmployeeNotFound();
  return views;
}

std::vector<ParticipationView> ReadQuests::Waiting(const Viewer& viewer,
                                                   const std::optional<std::string>& department,
                                                   const QuestPage& page) {
  if (Suffices(viewer, Verb::kSee, Resource::kQuestWork, std::nullopt)) {
    return reader_.Waiting(department, std::nullopt, page);
  }
  if (!viewer.person) return {};
  const WorkSeenBy seen_by{*viewer.person, reader_.DepartmentOf(*viewer.person).value_or("")};
  return reader_.Waiting(department, seen_by, page);
}

bool ReadQuests::MaySeeWork(const Viewer& viewer, const Quest& quest, EmployeeId person) {
  if (Suffices(viewer, Verb::kSee, Resource::kQuestWork, person, quest.creator)) return true;
  const auto& ties = TiesFor(Verb::kSee, Resource::kQuestWork);
  return viewer.person && std::find(ties.begin(), ties.end(), Tie::kReviewer) != ties.end() &&
         reader_.DepartmentOf(*viewer.person) == quest.department;
}

Result<std::vector<Attempt>> ReadQuests::Attempts(const Viewer& viewer,
                                                  QuestId quest,
                                                  EmployeeId person) {
  const auto view = reader_.Find(quest);
  if (!view) return QuestNotFound();
  if (!MaySeeWork(viewer, view->quest, person)) return NotPermitted();
  return reader_.Attempts(quest, person);
}

}  // namespace erp::employee
