#include "employee/app/quest/edit_quest.h"

#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

QuestTerms Applied(QuestTerms terms, const TermsChange& change) {
  if (change.title) terms.title = *change.title;
  if (change.description) terms.description = *change.description;
  if (change.reward) terms.reward = *change.reward;
  if (change.slots) terms.slots = *change.slots;
  if (change.opens_on) terms.opens_on = *change.opens_on;
  if (change.closes_on) terms.closes_on = *change.closes_on;
  if (change.review_days) terms.review_days = *change.review_days;
  return terms;
}

// What it would promise if it were open and nobody had approved it.
Minutes PromisedByItself(Quest quest, Minutes rewards) {
  quest.state = QuestState::kOpen;
  quest.budget_approved = false;
  return Promised(quest, rewards);
}

}  // namespace

Result<QuestMove> EditQuest::Run(QuestId quest,
                                 const TermsChange& change,
                                 std::optional<std::int64_t> expected,
                                 const QuestCaller& caller,
                                 const std::string& body) {
  const auto decide = [&](const QuestScene& scene) {
    return Decide(scene, change, expected, caller);
  };
  QuestStore::What what{.quest = quest};
  what.budget = QuestStore::Budget::kAlways;
  return context_.store.get().Change(what, QuestContext::Request(caller, "edit", quest, body),
                                     decide, context_.Now());
}

Result<QuestOutcome> EditQuest::Decide(const QuestScene& scene,
                                       const TermsChange& change,
                                       std::optional<std::int64_t> expected,
                                       const QuestCaller& caller) const {
  const Quest& before = scene.quest;
  if (auto refusal = context_.RefusalToManage(scene, caller.actor)) return *refusal;
  Quest after = before;
  after.terms = Applied(before.terms, change);
  if (after.terms == before.terms) return QuestOutcome{};
  if (expected && *expected != before.version) {
    return Error{ErrorCode::kPreconditionFailed, "version-mismatch",
                 "Somebody changed this quest in the meantime; read it again."};
  }
  if (auto refusal = RefusalToEdit(before, after.terms)) return *refusal;
  if (auto mistakes = TermsMistakes(after.terms); !mistakes.empty()) {
    return InvalidBody(std::move(mistakes));
  }
  const Minutes promised = PromisedByItself(after, scene.rewards);
  const bool more = promised > PromisedByItself(before, scene.rewards);
  const auto& budget = context_.policy.budget;
  const bool fits = !budget || scene.promised_elsewhere + promised <= *budget;
  if (before.state == QuestState::kDraft) {
    if (fits) after.state = QuestState::kOpen;
  } else if (more) {
    if (!fits) return BudgetExceeded(*budget, scene.promised_elsewhere + promised);
    after.budget_approved = false;
    after.budget_approver = std::nullopt;
  }
  return QuestOutcome{.quest = after};
}

}  // namespace erp::employee
