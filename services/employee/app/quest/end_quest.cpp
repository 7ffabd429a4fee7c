#include "employee/app/quest/end_quest.h"

#include <algorithm>

#include "employee/app/quest/notices.h"

namespace erp::employee {
namespace {

bool MayStart(const Quest& quest) {
  return quest.state == QuestState::kDraft || quest.state == QuestState::kOpen;
}

bool Running(const Participation& participation) {
  return participation.state == ParticipationState::kInProgress ||
         participation.state == ParticipationState::kSubmitted;
}

std::vector<EmployeeId> Running(const QuestScene& scene) {
  std::vector<EmployeeId> people;
  for (const auto& participation : scene.participations) {
    if (Running(participation)) people.push_back(participation.employee);
  }
  return people;
}

QuestOutcome Closing(const QuestScene& scene) {
  QuestOutcome outcome{.quest = scene.quest};
  outcome.quest->state = QuestState::kClosed;
  outcome.notices = [people = Running(scene)](const QuestMove& move) {
    return NoticesTo(people, "QUEST_CLOSED", move.quest,
                     {"The quest \"{}\" is closed; what you have begun can be finished.",
                      move.quest.terms.title});
  };
  return outcome;
}

Result<QuestOutcome> Close(const QuestScene& scene) {
  if (scene.quest.state == QuestState::kClosed) return QuestOutcome{};
  if (!MayStart(scene.quest)) return QuestEnded();
  return Closing(scene);
}

Result<QuestOutcome> Cancel(const QuestScene& scene) {
  if (scene.quest.state == QuestState::kCanceled) return QuestOutcome{};
  QuestOutcome outcome{.quest = scene.quest};
  outcome.quest->state = QuestState::kCanceled;
  for (const auto& participation : scene.participations) {
    if (!Running(participation)) continue;
    outcome.participations.push_back(participation);
    outcome.participations.back().state = ParticipationState::kCanceled;
    --outcome.quest->taken;
  }
  outcome.notices = [](const QuestMove& move) {
    std::vector<EmployeeId> people;
    for (const auto& canceled : move.participations) people.push_back(canceled.employee);
    return NoticesTo(people, "QUEST_CANCELED", move.quest,
                     {"The quest \"{}\" was canceled.", move.quest.terms.title});
  };
  return outcome;
}

Result<QuestOutcome> Delete(const QuestScene& scene) {
  if (scene.quest.deleted) return QuestOutcome{};
  QuestOutcome outcome{.quest = scene.quest};
  if (MayStart(scene.quest)) {
    if (scene.participations.empty()) {
      outcome.quest->state = QuestState::kCanceled;
    } else {
      outcome = Closing(scene);
    }
  }
  outcome.quest->deleted = true;
  return outcome;
}

}  // namespace

Result<QuestMove> EndQuest::Close(QuestId quest, const QuestCaller& caller) {
  return End(quest, caller, "close", employee::Close);
}

Result<QuestMove> EndQuest::Cancel(QuestId quest, const QuestCaller& caller) {
  return End(quest, caller, "cancel", employee::Cancel);
}

Result<QuestMove> EndQuest::Delete(QuestId quest, const QuestCaller& caller) {
  return End(quest, caller, "delete", employee::Delete);
}

Result<QuestMove> EndQuest::End(QuestId quest,
                                const QuestCaller& caller,
                                const char* verb,
                                Ending ending) {
  const auto decide = [&](const QuestScene& scene) -> Result<QuestOutcome> {
    if (auto refusal = context_.RefusalToManage(scene, caller.actor)) return *refusal;
    return ending(scene);
  };
  QuestStore::What what{.quest = quest};
  what.selection.every = true;
  what.also_deleted = true;
  return context_.store.get().Change(what, QuestContext::Request(caller, verb, quest, ""), decide,
                                     context_.Now());
}

}  // namespace erp::employee
