#include "employee/app/quest/create_quest.h"

#include <utility>

#include "employee/app/quest/notices.h"
#include "employee/domain/refusals.h"

namespace erp::employee {

Result<QuestMove> CreateQuest::Run(NewQuest wanted,
                                   const std::optional<std::string>& key,
                                   const std::string& body) {
  const Moment now = context_.Now();
  auto mistakes = TermsMistakes(wanted.terms);
  if (wanted.terms.closes_on && *wanted.terms.closes_on < now.on) {
    mistakes.push_back({"/closesOn", "must not be in the past"});
  }
  if (!mistakes.empty()) return InvalidBody(std::move(mistakes));
  if (wanted.terms.review_days == 0) wanted.terms.review_days = context_.policy.review_days;
  Quest quest;
  quest.terms = std::move(wanted.terms);
  quest.department = std::move(wanted.department);
  quest.creator = wanted.creator;
  quest.quarter = Quarter::Of(now.on);
  quest.created_at = now.at;
  const auto& budget = context_.policy.budget;
  const auto start = [&](const QuestScene& scene) -> Result<QuestOutcome> {
    QuestOutcome outcome{.quest = quest};
    if (!budget || scene.promised_elsewhere + Promised(quest, Minutes()) <= *budget) return outcome;
    outcome.quest->state = QuestState::kDraft;
    outcome.notices = [hr = scene.hr](const QuestMove& move) {
      return NoticesTo(hr, "QUEST_BUDGET_WAITING", move.quest,
                       {"The quest \"{}\" is above its creator's budget and waits for an approval.",
                        move.quest.terms.title});
    };
    return outcome;
  };
  QuestStore::What what;
  what.budget = QuestStore::Budget::kAlways;
  what.hr_departments = context_.policy.hr_departments;
  const auto request = QuestContext::Request({quest.creator, key}, "create", QuestId(), body);
  return context_.store.get().Create(quest, what, request, start, now);
}

}  // namespace erp::employee
