#include "employee/domain/quest/quest.h"

#include <algorithm>
#include <array>

namespace erp::employee {
namespace {

struct NamedState {
  QuestState state;
  const char* name;
};
constexpr std::array kStates{
    NamedState{QuestState::kDraft, "DRAFT"}, NamedState{QuestState::kOpen, "OPEN"},
    NamedState{QuestState::kClosed, "CLOSED"}, NamedState{QuestState::kExpired, "EXPIRED"},
    NamedState{QuestState::kCanceled, "CANCELED"}};

bool Passed(const Quest& quest, Date today) {
  return quest.terms.closes_on && *quest.terms.closes_on < today;
}

}  // namespace

std::string StateName(QuestState state) {
  for (const auto& known : kStates) {
    if (known.state == state) return known.name;
  }
  return "";
}

std::optional<QuestState> ParseQuestState(const std::string& name) {
  for (const auto& known : kStates) {
    if (known.name == name) return known.state;
  }
  return std::nullopt;
}

Quarter Quarter::Of(Date date) {
  return {static_cast<int>(date.year()),
          static_cast<int>((static_cast<unsigned>(date.month()) - 1) / 3) + 1};
}

std::string Quarter::Name() const { return std::to_string(year) + "Q" + std::to_string(number); }

std::vector<FieldError> TermsMistakes(const QuestTerms& terms) {
  std::vector<FieldError> mistakes;
  if (terms.reward <= Minutes() || terms.reward > kMaxReward) {
    mistakes.push_back(
        {"/rewardDays", "must be a multiple of 1/8 day above 0 and at most 366 days"});
  }
  if (terms.opens_on && terms.closes_on && *terms.closes_on < *terms.opens_on) {
    mistakes.push_back({"/closesOn", "must not be before opensOn"});
  }
  return mistakes;
}

std::optional<Error> RefusalOfLeaver(const Member& person) {
  if (person.active) return std::nullopt;
  return Error{ErrorCode::kConflict, "employee-inactive", "This person has left the company."};
}

std::optional<Error> RefusalToTake(const Quest& quest, const Member& person, Date today) {
  if (auto refusal = RefusalOfLeaver(person)) return refusal;
  if (quest.creator == person.id) {
    return Error{ErrorCode::kForbidden, "quest-own", "A quest is not taken by its creator."};
  }
  if (quest.department != person.department) {
    return Error{ErrorCode::kForbidden, "quest-other-department",
                 "This quest is for people of another department."};
  }
  const bool early = quest.terms.opens_on && today < *quest.terms.opens_on;
  if (quest.state != QuestState::kOpen || early || Passed(quest, today)) return QuestNotOpen();
  if (quest.full()) return QuestFull();
  return std::nullopt;
}

std::optional<Error> RefusalToSubmit(const Quest& quest, Date today) {
  if (quest.state == QuestState::kCanceled || quest.state == QuestState::kExpired ||
      Passed(quest, today)) {
    return QuestEnded();
  }
  return std::nullopt;
}

std::optional<Error> RefusalToEdit(const Quest& quest, const QuestTerms& terms) {
  if (quest.state != QuestState::kDraft && quest.state != QuestState::kOpen) return QuestEnded();
  if (terms.slots && *terms.slots < quest.taken) {
    return Error{ErrorCode::kConflict,
                 "quest-slots",
                 "More people have taken this quest than it would have slots.",
                 {},
                 {{"taken", quest.taken}}};
  }
  return std::nullopt;
}

Minutes Promised(const Quest& quest, Minutes rewards) {
  if (quest.budget_approved || quest.state == QuestState::kDraft) return Minutes();
  if (quest.state != QuestState::kOpen) return rewards;
  const auto free =
      quest.terms.slots ? *quest.terms.slots - quest.taken : std::int64_t{quest.taken == 0 ? 1 : 0};
  return rewards + Minutes(quest.terms.reward.count() * std::max<std::int64_t>(free, 0));
}

Error QuestNotFound() {
  return {ErrorCode::kNotFound, "quest-not-found", "There is no such quest."};
}

Error QuestNotOpen() {
  return {ErrorCode::kConflict, "quest-not-open", "This quest cannot be taken now."};
}

Error QuestFull() {
  return {ErrorCode::kConflict, "quest-full", "All slots of this quest are taken."};
}

Error QuestEnded() { return {ErrorCode::kConflict, "quest-ended", "This quest has ended."}; }

Error NotTheCreator() {
  return {ErrorCode::kForbidden, "not-the-creator",
          "Only the creator of a quest and human resources may do this."};
}

Error BudgetExceeded(Minutes budget, Minutes promised) {
  return {ErrorCode::kConflict,
          "quest-budget-exceeded",
          "The quests of this person would promise more leave than the budget of the quarter.",
          {},
          {{"budgetMinutes", budget.count()}, {"promisedMinutes", promised.count()}}};
}

}  // namespace erp::employee
