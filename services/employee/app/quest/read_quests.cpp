#include "employee/app/quest/read_quests.h"

#include <utility>

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

std::vector<ParticipationView> ReadQuests::Waiting(const std::optional<std::string>& department,
                                                   const QuestPage& page) {
  return reader_.Waiting(department, page);
}

Result<std::vector<Attempt>> ReadQuests::Attempts(QuestId quest, EmployeeId person) {
  auto attempts = reader_.Attempts(quest, person);
  if (attempts.empty() && !reader_.Find(quest)) return QuestNotFound();
  return attempts;
}

}  // namespace erp::employee
