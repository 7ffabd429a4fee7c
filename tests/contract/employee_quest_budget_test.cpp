// The budget of a creator's quarter, on the real database.
#include <atomic>

#include "contract/employee_quest_fixture.h"

namespace erp::employee {
namespace {

// Q9
class EmployeeQuestBudget : public EmployeeQuests {
 protected:
  Result<QuestMove> Create(double days, std::optional<std::int64_t> slots = std::nullopt) {
    return app_.create_quest.Run({Terms(days, slots), "개발팀", manager_}, std::nullopt, "");
  }
  QuestState StateOf(const Result<QuestMove>& move) { return Stored(move->quest.id).state; }

  UseCases app_ = With({.budget = Minutes::OfDays(10), .hr_departments = {"인사팀"}});
};

TEST_F(EmployeeQuestBudget, WhatIsAboveTheBudgetIsADraftUntilHumanResourcesApproveIt) {
  EXPECT_EQ(StateOf(Create(2, 4)), QuestState::kOpen);
  const auto draft = Create(1, 3);
  EXPECT_EQ(StateOf(draft), QuestState::kDraft);
  EXPECT_EQ(Notices("QUEST_BUDGET_WAITING"), 1);
  EXPECT_EQ(StateOf(Create(1, 2)), QuestState::kOpen) << "a draft promises nothing";
  const auto id = draft->quest.id;
  EXPECT_EQ(Slug(app_.accept_quest.Run(id, worker_, std::nullopt)), "quest-not-open");
  EXPECT_EQ(Slug(app_.approve_budget.Run(id, {manager_, {}})), "budget-approver");
  EXPECT_EQ(Slug(app_.approve_budget.Run(id, {reviewer_, {}})), "budget-approver");
  ASSERT_TRUE(app_.approve_budget.Run(id, {hr_, {}}));
  EXPECT_EQ(Stored(id).budget_approver, hr_);
  EXPECT_EQ(Slug(app_.approve_budget.Run(id, {hr_, {}})), "quest-not-draft");
  EXPECT_TRUE(app_.accept_quest.Run(id, worker_, std::nullopt));
  EXPECT_EQ(Notices("QUEST_BUDGET_APPROVED"), 1);
  EXPECT_EQ(app_.read_quests.List({.state = QuestState::kDraft}, {}).size(), 0);
}

TEST_F(EmployeeQuestBudget, ManyCreatedAtOncePromiseNoMoreThanTheBudget) {
  std::atomic<int> open = 0;
  InParallel([&](int) {
    const auto made = Create(1, 3);
    ASSERT_TRUE(made);
    if (made->quest.state == QuestState::kOpen) ++open;
  });
  EXPECT_EQ(open, 3);
}

TEST_F(EmployeeQuestBudget, EachQuarterAndEachCreatorHasABudgetOfItsOwn) {
  EXPECT_EQ(StateOf(Create(10, 1)), QuestState::kOpen);
  EXPECT_EQ(StateOf(Create(0.125, 1)), QuestState::kDraft);
  const auto other = app_.create_quest.Run({Terms(10, 1), "개발팀", reviewer_}, std::nullopt, "");
  EXPECT_EQ(StateOf(other), QuestState::kOpen);
  // The last minute of the quarter in Seoul, and the first of the next one.
  set_clock_.now = ParseInstant("2026-12-31T14:59:59.000Z").value();
  EXPECT_EQ(StateOf(Create(1, 1)), QuestState::kDraft);
  set_clock_.now = ParseInstant("2026-12-31T15:00:00.000Z").value();
  const auto next = Create(10, 1);
  EXPECT_EQ(StateOf(next), QuestState::kOpen);
  EXPECT_EQ(Stored(next->quest.id).quarter.Name(), "2027Q1");
}

TEST_F(EmployeeQuestBudget, SlotsThatNobodyHasTakenAreFreeAgainWhenTheQuestHasEnded) {
  const auto quest = Create(5, 2)->quest.id;
  ASSERT_TRUE(app_.accept_quest.Run(quest, worker_, std::nullopt));
  EXPECT_EQ(StateOf(Create(5, 1)), QuestState::kDraft);
  ASSERT_TRUE(app_.end_quest.Close(quest, {}));
  EXPECT_EQ(StateOf(Create(5, 1)), QuestState::kOpen);
  EXPECT_EQ(StateOf(Create(0.5, 1)), QuestState::kDraft) << "what was taken is still promised";
}

TEST_F(EmployeeQuestBudget, AQuestWithoutSlotsPromisesWhatIsTaken) {
  const auto quest = Create(4)->quest.id;
  EXPECT_EQ(Stored(quest).state, QuestState::kOpen);
  const auto people = HireMany(kThreads);
  std::atomic<int> taken = 0;
  InParallel([&](int n) {
    const auto move =
        app_.accept_quest.Run(quest, people[static_cast<std::size_t>(n)], std::nullopt);
    if (move) {
      ++taken;
    } else {
      EXPECT_EQ(move.error().slug, "quest-budget-exceeded");
    }
  });
  EXPECT_EQ(taken, 2);
  ExpectQuestsAreSound();
}

TEST_F(EmployeeQuestBudget, AnEditThatPromisesMoreIsJudgedAnew) {
  const auto quest = Create(1, 10)->quest.id;
  TermsChange more;
  more.slots.emplace(11);
  EXPECT_EQ(Slug(app_.edit_quest.Run(quest, more, std::nullopt, {}, "")), "quest-budget-exceeded");
  TermsChange fewer;
  fewer.slots.emplace(2);
  ASSERT_TRUE(app_.edit_quest.Run(quest, fewer, std::nullopt, {}, ""));
  EXPECT_EQ(StateOf(Create(1, 8)), QuestState::kOpen);

  const auto draft = Create(2, 3)->quest.id;
  ASSERT_TRUE(app_.approve_budget.Run(draft, {hr_, {}}));
  TermsChange raise;
  raise.reward = Minutes::OfDays(3);
  EXPECT_EQ(Slug(app_.edit_quest.Run(draft, raise, std::nullopt, {}, "")), "quest-budget-exceeded")
      << "an approval holds for what it saw";
}

TEST_F(EmployeeQuestBudget, ADraftThatFitsAfterAnEditIsOpen) {
  const auto draft = Create(6, 2)->quest.id;
  ASSERT_EQ(Stored(draft).state, QuestState::kDraft);
  TermsChange fewer;
  fewer.slots.emplace(1);
  ASSERT_TRUE(app_.edit_quest.Run(draft, fewer, std::nullopt, {}, ""));
  EXPECT_EQ(Stored(draft).state, QuestState::kOpen);
}

}  // namespace
}  // namespace erp::employee
