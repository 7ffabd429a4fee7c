#include "employee/app/quest/accept_quest.h"

#include "employee/app/quest/notices.h"

namespace erp::employee {
namespace {

NoticesOf Announced(const QuestScene& scene, const Member& person) {
  return [to = AnsweringFor(scene), name = person.name](const QuestMove& move) {
    return NoticesTo(to, "QUEST_ACCEPTED", move.quest, move.participations.at(0),
                     {"{} has taken the quest \"{}\".", name, move.quest.terms.title});
  };
}

}  // namespace

Result<QuestMove> AcceptQuest::Run(QuestId quest,
                                   EmployeeId person,
                                   const std::optional<std::string>& key) {
  const Moment now = context_.Now();
  const auto& budget = context_.policy.budget;
  const auto decide = [&](const QuestScene& scene) -> Result<QuestOutcome> {
    const Member member = scene.Person(person).value();
    if (scene.Of(person) != nullptr) return QuestAlreadyTaken();
    if (auto refusal = RefusalToTake(scene.quest, member, now.on)) return *refusal;
    QuestOutcome outcome{.quest = scene.quest};
    ++outcome.quest->taken;
    const Minutes before = Promised(scene.quest, scene.rewards);
    const Minutes after = Promised(*outcome.quest, scene.rewards + scene.quest.terms.reward);
    const Minutes promised = scene.promised_elsewhere + after;
    if (!scene.quest.terms.slots && budget && after > before && promised > *budget) {
      return BudgetExceeded(*budget, promised);
    }
    outcome.participations.push_back(Taken(scene.quest, person, now.at));
    outcome.notices = Announced(scene, member);
    return outcome;
  };
  QuestStore::What what{.quest = quest, .selection = {.of = {person}}};
  what.stays = person;
  what.hr_departments = context_.policy.hr_departments;
  if (budget) what.budget = QuestStore::Budget::kUnlessSlots;
  return context_.store.get().Change(
      what, QuestContext::Request({person, key}, "accept", quest, person.str()), decide, now);
}

}  // namespace erp::employee
