#include "employee/app/quest/approve_budget.h"

#include "employee/app/quest/notices.h"

namespace erp::employee {

Result<QuestMove> ApproveBudget::Run(QuestId quest, const QuestCaller& caller) {
  const auto decide = [&](const QuestScene& scene) -> Result<QuestOutcome> {
    const auto approver = scene.Person(caller.actor);
    if (approver &&
        (approver->id == scene.quest.creator || !context_.policy.IsHumanResources(*approver))) {
      return Error{ErrorCode::kForbidden, "budget-approver",
                   "Human resources approve a budget, and nobody their own."};
    }
    if (scene.quest.state != QuestState::kDraft) {
      return Error{ErrorCode::kConflict, "quest-not-draft",
                   "This quest does not wait for an approval of its budget."};
    }
    QuestOutcome outcome{.quest = scene.quest};
    outcome.quest->state = QuestState::kOpen;
    outcome.quest->budget_approved = true;
    outcome.quest->budget_approver = caller.actor;
    outcome.notices = [to = AnsweringFor(scene)](const QuestMove& move) {
      return NoticesTo(
          to, "QUEST_BUDGET_APPROVED", move.quest,
          {"The budget of the quest \"{}\" was approved; it is open now.", move.quest.terms.title});
    };
    return outcome;
  };
  QuestStore::What what{.quest = quest};
  what.hr_departments = context_.policy.hr_departments;
  return context_.store.get().Change(
      what, QuestContext::Request(caller, "approve-budget", quest, ""), decide, context_.Now());
}

}  // namespace erp::employee
