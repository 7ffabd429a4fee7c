// Quests of people who have left, on the real database.
#include <atomic>

#include "contract/employee_quest_fixture.h"

namespace erp::employee {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class EmployeeQuestLeavers : public EmployeeQuests {
 protected:
  // Through the leaving alone, as when the daemon dies right after it.
  void LeaveOnly(EmployeeId person) {
    ASSERT_TRUE(leavers_.Leave(person, std::nullopt, std::nullopt,
                               CompanyClock(set_clock_, TimeZone("Asia/Seoul")).Now()));
  }
  bool Departs(EmployeeId person) {
    const auto departure = quests_app_.deactivate_employee.Run(person, std::nullopt, std::nullopt);
    return departure && departure->left;
  }
  std::vector<EmployeeId> Told(const std::string& kind) {
    std::vector<EmployeeId> people;
    for (const auto& row : database_.session().Query(
             "SELECT recipient FROM test_notices WHERE kind = ? ORDER BY recipient", {kind})) {
      people.emplace_back(row.Integer(0));
    }
    return people;
  }
};

TEST_F(EmployeeQuestLeavers, UnfinishedWorkEndsWithTheLeavingAndItsSlotIsFree) {
  const auto open = Offer(1, 1);
  const auto waiting = Offer(1, 2);
  const auto approved = Offer(1, 1);
  const auto claimed = Offer(1, 1);
  const auto other = HireMany(1).front();
  ASSERT_TRUE(Accept(open, worker_));
  ASSERT_TRUE(Accept(waiting, worker_));
  ASSERT_TRUE(Submit(waiting, worker_));
  ASSERT_TRUE(Accept(waiting, other));
  Finish(approved, worker_);
  Finish(claimed, worker_);
  ASSERT_TRUE(Claim(claimed, worker_));
  EXPECT_EQ(Slug(Accept(open, other)), "quest-full");
  const auto versions = std::pair(Stored(open).version, Stored(waiting).version);
  ASSERT_TRUE(Departs(worker_));
  EXPECT_EQ(Status(open, worker_), "CANCELED");
  EXPECT_EQ(Status(waiting, worker_), "CANCELED");
  EXPECT_EQ(Status(approved, worker_), "APPROVED");
  EXPECT_EQ(Status(claimed, worker_), "CLAIMED");
  EXPECT_EQ(Status(waiting, other), "IN_PROGRESS");
  EXPECT_EQ(Stored(waiting).taken, 1);
  EXPECT_EQ(std::pair(Stored(open).version, Stored(waiting).version), versions)
      << "nobody's edit is refused for it";
  EXPECT_TRUE(Accept(open, other)) << "the slot is free";
  EXPECT_THAT(Told("QUEST_PARTICIPANT_LEFT"), ElementsAre(manager_, manager_));
  EXPECT_EQ(Slug(Review(waiting, worker_)), "nobody-waiting");
  EXPECT_EQ(Slug(Submit(open, worker_)), "quest-not-taken");
  EXPECT_EQ(Slug(Claim(approved, worker_)), "employee-inactive");
  ExpectQuestsAreSound();
}

TEST_F(EmployeeQuestLeavers, WhatACrashLeftBehindIsEndedByTheNextRunOnceHoweverManyRun) {
  const auto people = HireMany(3);
  std::vector<QuestId> quests;
  for (int n = 0; n < 3; ++n) {
    quests.push_back(Offer(1, 10));
    for (const auto person : people) ASSERT_TRUE(Accept(quests.back(), person));
  }
  LeaveOnly(people[0]);
  LeaveOnly(people[2]);
  EXPECT_EQ(quests_app_.end_leavers_work.Plan(), quests);
  std::atomic<std::size_t> ended = 0;
  InParallel([&](int) { ended += quests_app_.end_leavers_work.Run().size(); }, 4);
  EXPECT_EQ(ended, 3U);
  for (const auto quest : quests) {
    EXPECT_EQ(Status(quest, people[0]), "CANCELED");
    EXPECT_EQ(Status(quest, people[1]), "IN_PROGRESS");
    EXPECT_EQ(Status(quest, people[2]), "CANCELED");
    EXPECT_EQ(Stored(quest).taken, 1);
  }
  EXPECT_EQ(Notices("QUEST_PARTICIPANT_LEFT"), 6);
  EXPECT_THAT(quests_app_.end_leavers_work.Plan(), IsEmpty());
  ASSERT_TRUE(Departs(people[0])) << "again";
  EXPECT_EQ(Notices("QUEST_PARTICIPANT_LEFT"), 6);
  ExpectQuestsAreSound();
}

TEST_F(EmployeeQuestLeavers, ANoticeThatCannotBeStoredLeavesTheWorkToALaterRun) {
  const auto quest = Offer(1, 1);
  ASSERT_TRUE(Accept(quest, worker_));
  told_.fail = true;
  ASSERT_TRUE(Departs(worker_)) << "the leaving stands";
  EXPECT_EQ(Status(quest, worker_), "IN_PROGRESS");
  EXPECT_EQ(Stored(quest).taken, 1);
  told_.fail = false;
  EXPECT_THAT(quests_app_.end_leavers_work.Run(), ElementsAre(quest));
  EXPECT_EQ(Notices("QUEST_PARTICIPANT_LEFT"), 1);
}

// Nobody takes a quest and leaves at the same time without one of the two seeing the other.
TEST_F(EmployeeQuestLeavers, AQuestThatIsTakenWhileThePersonLeavesIsRefusedOrEnds) {
  const auto quest = Offer(1, 100);
  const auto people = HireMany(20);
  InParallel(
      [&](int n) {
        for (std::size_t i = static_cast<std::size_t>(n) / 2; i < people.size(); i += 4) {
          if (n % 2 == 0) {
            const auto slug = Slug(Accept(quest, people[i]));
            EXPECT_TRUE(slug == "done" || slug == "employee-inactive") << slug;
          } else {
            EXPECT_TRUE(Departs(people[i]));
          }
        }
      },
      8);
  EXPECT_THAT(quests_app_.end_leavers_work.Plan(), IsEmpty());
  EXPECT_EQ(Stored(quest).taken, 0);
  ExpectQuestsAreSound();
}

TEST_F(EmployeeQuestLeavers, TheQuestOfACreatorWhoHasLeftIsReviewedAndOthersAreNotified) {
  auto creator = Somebody("이과장");
  creator.manager = manager_;
  const auto gone = Hire(creator);
  const auto quest =
      quests_app_.create_quest.Run({Terms(1, 10), "개발팀", gone}, std::nullopt, "")->quest.id;
  ASSERT_TRUE(Departs(gone));
  ASSERT_TRUE(Accept(quest, worker_));
  ASSERT_TRUE(Submit(quest, worker_));
  EXPECT_THAT(Told("QUEST_ACCEPTED"), ElementsAre(manager_));
  EXPECT_THAT(Told("QUEST_SUBMITTED"), ElementsAre(manager_));
  ASSERT_TRUE(Review(quest, worker_, Verdict::kApproved, reviewer_));
  ASSERT_TRUE(Claim(quest, worker_));
  ASSERT_TRUE(Departs(manager_));
  const auto last = HireMany(1).front();
  ASSERT_TRUE(Accept(quest, last));
  EXPECT_THAT(Told("QUEST_ACCEPTED"), ElementsAre(manager_, hr_));
  ASSERT_TRUE(Departs(last));
  EXPECT_THAT(Told("QUEST_PARTICIPANT_LEFT"), ElementsAre(hr_));
}

TEST_F(EmployeeQuestLeavers, WorkOfLeaversIsReadInPagesAndByKeys) {
  const auto quest = Offer(1, 100);
  const auto people = HireMany(5);
  for (const auto person : people) ASSERT_TRUE(Accept(quest, person));
  ASSERT_TRUE(Submit(quest, people[3]));
  for (const int n : {0, 2, 3}) LeaveOnly(people[static_cast<std::size_t>(n)]);
  const auto all = quest_lists_.OfLeavers(std::nullopt, {}, 10);
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_EQ(all[0].quest, quest);
  EXPECT_EQ(all[0].employee, people[0]);
  EXPECT_EQ(all[2].employee, people[3]);
  EXPECT_EQ(quest_lists_.OfLeavers(std::nullopt, {}, 2), (std::vector{all[0], all[1]}));
  EXPECT_EQ(quest_lists_.OfLeavers(std::nullopt, all[1].participation, 2), std::vector{all[2]});
  EXPECT_EQ(quest_lists_.OfLeavers(people[2], {}, 10), std::vector{all[1]});
  EXPECT_THAT(quest_lists_.OfLeavers(people[2], all[1].participation, 10), IsEmpty());
  EXPECT_THAT(quest_lists_.OfLeavers(people[1], {}, 10), IsEmpty()) << "who is there";
}

TEST_F(EmployeeQuestLeavers, WorkOfLeaversIsFoundByKeysHoweverMuchHasEnded) {
  const auto quest = Offer();
  for (const auto person : HireMany(50)) {
    ASSERT_TRUE(Accept(quest, person));
    ASSERT_TRUE(quests_app_.submit_work.Abandon(quest, person, std::nullopt));
  }
  ASSERT_TRUE(Accept(quest, worker_));
  database_.session().RunScript("ANALYZE TABLE quest_participations, employees");
  for (const std::string key : {"waiting", "employee"}) {
    const auto plan = database_.session().Query(
        "EXPLAIN SELECT p.id, p.quest_id, p.employee_id FROM quest_participations p FORCE INDEX "
        "(quest_participations_" +
            key +
            ") STRAIGHT_JOIN employees e ON e.id = p.employee_id AND e.active + 0 = 0 WHERE "
            "p.state IN ('IN_PROGRESS', 'SUBMITTED') AND p.id > 0" +
            (key == "employee" ? " AND p.employee_id = ?" : " AND ? > 0") +
            " ORDER BY p.id LIMIT 10",
        {worker_.value()});
    ASSERT_THAT(plan, SizeIs(2));
    EXPECT_EQ(plan[0].OptionalText(5), "quest_participations_" + key);        // column "key"
    EXPECT_NE(plan[0].OptionalText(3), "index") << "a range of it, not all";  // column "type"
    EXPECT_EQ(plan[1].OptionalText(5), "PRIMARY");
  }
}

}  // namespace
}  // namespace erp::employee
