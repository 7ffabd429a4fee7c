// Quests whose days are over, on the real database.
#include <atomic>

#include "contract/employee_quest_fixture.h"

namespace erp::employee {
namespace {

Date Day(int month, unsigned day) {
  return std::chrono::year(2026) / month / static_cast<int>(day);
}

// Q6
class EmployeeQuestExpiry : public EmployeeQuests {
 protected:
  QuestId Until(Date last, std::int64_t review_days = 14) {
    auto terms = Terms(1, 10);
    terms.closes_on = last;
    terms.review_days = review_days;
    return Offer(terms);
  }
  void Now(const std::string& instant) { set_clock_.now = ParseInstant(instant).value(); }
};

TEST_F(EmployeeQuestExpiry, TheWindowIsOfCompanyDates) {
  auto terms = Terms();
  terms.opens_on = Day(11, 10);
  terms.closes_on = Day(11, 12);
  const auto quest = Offer(terms);
  const auto people = HireMany(4);
  Now("2026-11-09T14:59:59.999Z");
  EXPECT_EQ(Slug(Accept(quest, people[0])), "quest-not-open");
  EXPECT_TRUE(quests_app_.read_quests.Available(worker_, {})->empty());
  Now("2026-11-09T15:00:00.000Z");
  EXPECT_TRUE(Accept(quest, people[0]));
  EXPECT_EQ(quests_app_.read_quests.Available(worker_, {})->size(), 1);
  Now("2026-11-12T14:59:59.999Z");
  EXPECT_TRUE(Accept(quest, people[1]));
  EXPECT_TRUE(Submit(quest, people[1]));
  Now("2026-11-12T15:00:00.000Z");
  EXPECT_EQ(Slug(Accept(quest, people[2])), "quest-not-open");
  EXPECT_EQ(Slug(Submit(quest, people[0])), "quest-ended") << "no job has run yet";
  EXPECT_TRUE(Review(quest, people[1])) << "what was submitted is reviewed";
}

TEST_F(EmployeeQuestExpiry, WhatIsNotSubmittedExpiresWithTheQuestAndWhatIsSubmittedIsReviewed) {
  const auto quest = Until(Day(11, 10));
  const auto people = HireMany(3);
  for (const auto person : people) ASSERT_TRUE(Accept(quest, person));
  ASSERT_TRUE(Submit(quest, people[1]));
  ASSERT_TRUE(Submit(quest, people[2]));
  ASSERT_TRUE(Review(quest, people[2]));
  EXPECT_TRUE(quests_app_.expire_quests.Run(Day(11, 10)).quests.empty()) << "its last day";
  EXPECT_EQ(quests_app_.expire_quests.Plan(Day(11, 11)), std::vector{quest});
  EXPECT_EQ(Stored(quest).state, QuestState::kOpen) << "a plan changes nothing";
  const auto expiry = quests_app_.expire_quests.Run(Day(11, 11));
  EXPECT_EQ(expiry.expired_quests, 1);
  EXPECT_EQ(expiry.expired_work, 1);
  EXPECT_EQ(Stored(quest).state, QuestState::kExpired);
  EXPECT_EQ(Stored(quest).taken, 2);
  EXPECT_EQ(Status(quest, people[0]), "EXPIRED");
  EXPECT_EQ(Status(quest, people[1]), "WAITING_APPROVAL");
  ASSERT_TRUE(Review(quest, people[1]));
  ASSERT_TRUE(Claim(quest, people[1]));
  ASSERT_TRUE(Claim(quest, people[2]));
  EXPECT_EQ(Notices("QUEST_EXPIRED"), 1);
  ExpectQuestsAreSound();
}

TEST_F(EmployeeQuestExpiry, RunsAtOnceAndRepeatedDoEachOnce) {
  std::vector<QuestId> quests;
  for (int n = 0; n < 5; ++n) {
    quests.push_back(Until(Day(11, 5)));
    ASSERT_TRUE(Accept(quests.back(), worker_));
  }
  std::atomic<std::int64_t> quests_expired = 0;
  std::atomic<std::int64_t> work_expired = 0;
  InParallel(
      [&](int) {
        const auto expiry = quests_app_.expire_quests.Run(Day(11, 6));
        quests_expired += expiry.expired_quests;
        work_expired += expiry.expired_work;
      },
      4);
  EXPECT_EQ(quests_expired, 5);
  EXPECT_EQ(work_expired, 5);
  EXPECT_EQ(Notices("QUEST_EXPIRED"), 5);
  EXPECT_TRUE(quests_app_.expire_quests.Plan(Day(11, 7)).empty());
  ExpectQuestsAreSound();
}

TEST_F(EmployeeQuestExpiry, AnOverdueReviewIsRemindedOfOnceForEachAttempt) {
  const auto quest = Until(Day(12, 31), 3);
  ASSERT_TRUE(Accept(quest, worker_));
  ASSERT_TRUE(Submit(quest, worker_));  // 2 November
  EXPECT_EQ(quests_app_.expire_quests.Run(Day(11, 5)).reminders, 0);
  EXPECT_EQ(quests_app_.expire_quests.Run(Day(11, 6)).reminders, 1);
  EXPECT_EQ(quests_app_.expire_quests.Run(Day(11, 6)).reminders, 0);
  EXPECT_EQ(quests_app_.expire_quests.Run(Day(11, 7)).reminders, 0);
  ASSERT_TRUE(Review(quest, worker_, Verdict::kRejected));
  ASSERT_TRUE(Submit(quest, worker_));
  EXPECT_EQ(quests_app_.expire_quests.Run(Day(11, 8)).reminders, 1);
  EXPECT_EQ(Notices("QUEST_REVIEW_OVERDUE"), 2);
  EXPECT_EQ(Status(quest, worker_), "WAITING_APPROVAL") << "nothing is taken away";
}

TEST_F(EmployeeQuestExpiry, ByPolicyAnOverdueSubmissionOfAQuestThatIsOverExpires) {
  const auto strict = [&] {
    return With({.budget = std::nullopt, .hr_departments = {"인사팀"}, .expire_overdue = true});
  };
  const auto quest = Until(Day(11, 10), 3);
  ASSERT_TRUE(Accept(quest, worker_));
  ASSERT_TRUE(Submit(quest, worker_));
  auto app = strict();
  EXPECT_EQ(app.expire_quests.Run(Day(11, 10)).expired_work, 0) << "the quest is not over";
  EXPECT_EQ(app.expire_quests.Run(Day(11, 11)).expired_work, 1);
  EXPECT_EQ(Status(quest, worker_), "EXPIRED");
  EXPECT_EQ(Slug(Review(quest, worker_)), "nobody-waiting");
  ExpectQuestsAreSound();
}

TEST_F(EmployeeQuestExpiry, AClosedQuestStaysClosedAndItsUnfinishedWorkExpires) {
  const auto quest = Until(Day(11, 5));
  ASSERT_TRUE(Accept(quest, worker_));
  ASSERT_TRUE(quests_app_.end_quest.Close(quest, {}));
  EXPECT_EQ(quests_app_.expire_quests.Run(Day(11, 6)).expired_work, 1);
  EXPECT_EQ(Stored(quest).state, QuestState::kClosed);
}

}  // namespace
}  // namespace erp::employee
