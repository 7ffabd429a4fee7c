// Quests of people who have left: which work ends, who is notified instead of them, and what nobody
// does in their name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/app/quest/accept_quest.h"
#include "employee/app/quest/approve_budget.h"
#include "employee/app/quest/claim_reward.h"
#include "employee/app/quest/end_leavers_work.h"
#include "employee/app/quest/expire_quests.h"
#include "employee/app/quest/expire_quests_job.h"
#include "employee/app/quest/notices.h"
#include "employee/app/quest/submit_work.h"
#include "employee_mock_quests.h"

namespace erp::employee {
namespace {

using testing::_;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Return;
using State = ParticipationState;

constexpr EmployeeId kCreator{2};
constexpr EmployeeId kManager{3};
constexpr EmployeeId kHr{4};
constexpr EmployeeId kLeaver{7};
constexpr EmployeeId kOther{8};

class Noon final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override {
    return Instant(std::chrono::sys_days(Date(std::chrono::year(2026) / 11 / 2)));
  }
};

Participation At(State state, EmployeeId person, std::int64_t id = 17) {
  Participation participation;
  participation.id = ParticipationId(id);
  participation.quest = QuestId(5);
  participation.employee = person;
  participation.state = state;
  participation.reward = Minutes(60);
  return participation;
}

class QuestLeavers : public testing::Test {
 protected:
  QuestLeavers() {
    scene_.quest.id = QuestId(5);
    scene_.quest.terms.title = "문서 정리";
    scene_.quest.terms.reward = Minutes(60);
    scene_.quest.terms.slots = 3;
    scene_.quest.taken = 3;
    scene_.quest.department = "개발팀";
    scene_.quest.creator = kCreator;
    for (const auto id : {kCreator, kManager, kLeaver, kOther}) {
      scene_.people[id] = {.id = id, .name = "이사원", .department = "개발팀", .manager = {}};
    }
    scene_.people[kCreator].manager = kManager;
    scene_.people[kLeaver].active = false;
    scene_.hr = {kHr};
    // The store decides on the scene and stores what comes out.
    ON_CALL(store_, Change)
        .WillByDefault([this](const QuestStore::What& what, const QuestRequest&,
                              const QuestStore::Decide& decide, Moment) -> Result<QuestMove> {
          asked_.push_back(what);
          auto outcome = decide(scene_);
          if (!outcome) return outcome.error();
          QuestMove move{.quest = outcome->quest.value_or(scene_.quest),
                         .participations = outcome->participations};
          stored_ = outcome->quest;
          notices_ = outcome->notices ? outcome->notices(move) : std::vector<QuestNotice>{};
          return move;
        });
  }

  QuestContext Context() {
    return {store_,
            CompanyClock(clock_, TimeZone("Asia/Seoul")),
            {.budget = std::nullopt, .hr_departments = {"인사팀"}}};
  }
  EndLeaversWork Ending() { return {Context(), lists_}; }
  void Found(const std::vector<LeaversWork>& work) {
    ON_CALL(lists_, OfLeavers(_, ParticipationId(), _)).WillByDefault(Return(work));
  }
  std::vector<EmployeeId> Told() const {
    std::vector<EmployeeId> people;
    for (const auto& notice : notices_) people.push_back(notice.recipient);
    return people;
  }

  Noon clock_;
  testing::NiceMock<MockQuests> store_;
  testing::NiceMock<MockQuestLists> lists_;
  QuestScene scene_;
  std::vector<QuestStore::What> asked_;
  std::optional<Quest> stored_;
  std::vector<QuestNotice> notices_;
};

TEST_F(QuestLeavers, OnlyUnfinishedWorkOfWhoHasLeftEnds) {
  const Member gone{.id = kLeaver, .name = {}, .department = {}, .active = false, .manager = {}};
  const Member here{.id = kLeaver, .name = {}, .department = {}, .active = true, .manager = {}};
  for (const auto state : {State::kInProgress, State::kSubmitted}) {
    EXPECT_EQ(EndedByLeaving(At(state, kLeaver), gone)->state, State::kCanceled);
    EXPECT_EQ(EndedByLeaving(At(state, kLeaver), here), std::nullopt);
    EXPECT_EQ(EndedByLeaving(At(state, kLeaver), std::nullopt), std::nullopt);
  }
  for (const auto state :
       {State::kApproved, State::kClaimed, State::kAbandoned, State::kExpired, State::kCanceled}) {
    EXPECT_EQ(EndedByLeaving(At(state, kLeaver), gone), std::nullopt) << StateName(state);
  }
}

TEST_F(QuestLeavers, TheirWorkIsCanceledItsSlotIsFreeAndTheCreatorAndManagerAreNotified) {
  scene_.participations = {At(State::kSubmitted, kLeaver, 17), At(State::kInProgress, kOther, 18)};
  Found({{ParticipationId(17), QuestId(5), kLeaver}, {ParticipationId(18), QuestId(5), kOther}});
  EXPECT_THAT(Ending().Run(), ElementsAre(QuestId(5)));
  ASSERT_EQ(asked_.size(), 1U) << "one transaction for a quest";
  EXPECT_EQ(asked_[0].quest, QuestId(5));
  EXPECT_TRUE(asked_[0].also_deleted);
  EXPECT_THAT(asked_[0].selection.of, ElementsAre(kLeaver, kOther));
  EXPECT_THAT(asked_[0].hr_departments, ElementsAre("인사팀"));
  ASSERT_TRUE(stored_);
  EXPECT_EQ(stored_->taken, 2) << "who is there goes on";
  EXPECT_THAT(Told(), ElementsAre(kCreator, kManager));
  EXPECT_EQ(notices_[0].kind, "QUEST_PARTICIPANT_LEFT");
  EXPECT_EQ(notices_[0].id, "quest:17:1:participant-left:2");
  EXPECT_EQ(notices_[0].text.English(),
            "이사원 has left the company; their work on the quest \"문서 정리\" has ended.");
}

TEST_F(QuestLeavers, WhatHasEndedMeanwhileChangesNothingAndIsNotCounted) {
  Found({{ParticipationId(17), QuestId(5), kLeaver}});
  for (const auto& participations :
       {std::vector<Participation>{}, {At(State::kApproved, kLeaver)}}) {
    scene_.participations = participations;
    EXPECT_THAT(Ending().Run(), IsEmpty());
    EXPECT_EQ(stored_, std::nullopt);
    EXPECT_THAT(notices_, IsEmpty());
  }
  ON_CALL(store_, Change).WillByDefault(Return(Result<QuestMove>(QuestNotFound())));
  EXPECT_THAT(Ending().Run(), IsEmpty());
}

TEST_F(QuestLeavers, EndsOfOnePersonOrOfEverybodyPageByPage) {
  std::vector<LeaversWork> full;
  for (int n = 1; n <= 100; ++n) full.push_back({ParticipationId(n), QuestId(5), EmployeeId(n)});
  EXPECT_CALL(lists_, OfLeavers(std::optional(kLeaver), ParticipationId(), 100))
      .WillOnce(Return(full));
  EXPECT_CALL(lists_, OfLeavers(std::optional(kLeaver), ParticipationId(100), 100))
      .WillOnce(Return(std::vector<LeaversWork>{{ParticipationId(200), QuestId(6), kLeaver}}));
  Ending().End(kLeaver);
  ASSERT_EQ(asked_.size(), 2U);
  EXPECT_EQ(asked_[0].selection.of.size(), 100U);
  EXPECT_EQ(asked_[1].quest, QuestId(6));
}

TEST_F(QuestLeavers, APlanChangesNothingAndAStopComesBetweenQuests) {
  Found({{ParticipationId(17), QuestId(5), kLeaver}, {ParticipationId(18), QuestId(6), kLeaver}});
  scene_.participations = {At(State::kInProgress, kLeaver)};
  EXPECT_THAT(Ending().Plan(), ElementsAre(QuestId(5), QuestId(6)));
  std::stop_source stopped;
  stopped.request_stop();
  EXPECT_THAT(Ending().Run(stopped.get_token()), IsEmpty());
  EXPECT_TRUE(asked_.empty());
  EXPECT_EQ(Ending().Run().size(), 2U);
}

TEST_F(QuestLeavers, TheJobEndsTheirWorkBeforeItExpires) {
  Found({{ParticipationId(17), QuestId(5), kLeaver}});
  ON_CALL(lists_, ToExpire).WillByDefault(Return(std::vector{QuestId(6)}));
  scene_.participations = {At(State::kInProgress, kLeaver)};
  ExpireQuests expire(Context(), lists_);
  auto ending = Ending();
  ExpireQuestsJob job(expire, ending);
  const Date on = std::chrono::year(2026) / 11 / 2;
  EXPECT_THAT(job.Run({}, on, true).lines, ElementsAre("LEFT QUEST 5", "QUEST 6"));
  EXPECT_TRUE(asked_.empty()) << "a dry run";
  EXPECT_THAT(job.Run({}, on, false).lines, ElementsAre("LEFT QUEST 5"));
  ASSERT_EQ(asked_.size(), 2U);
  EXPECT_EQ(asked_[0].quest, QuestId(5));
  EXPECT_EQ(asked_[1].quest, QuestId(6));
  EXPECT_THAT(asked_[1].hr_departments, ElementsAre("인사팀"));
}

TEST_F(QuestLeavers, NoticesForACreatorWhoHasLeftGoToTheManagerAndThenToHumanResources) {
  EXPECT_THAT(Watching(scene_), ElementsAre(kCreator, kManager));
  EXPECT_THAT(AnsweringFor(scene_), ElementsAre(kCreator));
  scene_.people[kManager].active = false;
  EXPECT_THAT(Watching(scene_), ElementsAre(kCreator));
  scene_.people[kManager].active = true;
  scene_.people[kCreator].active = false;
  EXPECT_THAT(Watching(scene_), ElementsAre(kManager));
  EXPECT_THAT(AnsweringFor(scene_), ElementsAre(kManager));
  scene_.people[kManager].active = false;
  EXPECT_THAT(Watching(scene_), ElementsAre(kHr));
  EXPECT_THAT(AnsweringFor(scene_), ElementsAre(kHr));
  scene_.people[kCreator].manager = std::nullopt;
  EXPECT_THAT(AnsweringFor(scene_), ElementsAre(kHr));
}

TEST_F(QuestLeavers, EveryMoveTellsWhoAnswersForTheQuestOfACreatorWhoHasLeft) {
  scene_.people[kCreator].active = false;
  scene_.people[kCreator].manager = std::nullopt;
  scene_.quest.taken = 1;
  ASSERT_TRUE(AcceptQuest(Context()).Run(QuestId(5), kOther, std::nullopt));
  EXPECT_THAT(Told(), ElementsAre(kHr));
  EXPECT_EQ(asked_.back().stays, kOther) << "nobody takes a quest while leaving";
  scene_.participations = {At(State::kInProgress, kOther)};
  ASSERT_TRUE(SubmitWork(Context()).Submit(QuestId(5), kOther, {}, std::nullopt, ""));
  EXPECT_THAT(Told(), ElementsAre(kHr));
  ASSERT_TRUE(SubmitWork(Context()).Abandon(QuestId(5), kOther, std::nullopt));
  EXPECT_THAT(Told(), ElementsAre(kHr));
  scene_.quest.state = QuestState::kDraft;
  ASSERT_TRUE(ApproveBudget(Context()).Run(QuestId(5), {}));
  EXPECT_THAT(Told(), ElementsAre(kHr));
  for (const auto& what : asked_) EXPECT_THAT(what.hr_departments, ElementsAre("인사팀"));
}

TEST_F(QuestLeavers, NothingIsSubmittedOrClaimedByWhoHasLeft) {
  scene_.participations = {At(State::kInProgress, kLeaver)};
  EXPECT_EQ(SubmitWork(Context()).Submit(QuestId(5), kLeaver, {}, std::nullopt, "").error().slug,
            "employee-inactive");
  scene_.participations = {At(State::kApproved, kLeaver)};
  EXPECT_EQ(ClaimReward(Context()).Run(QuestId(5), kLeaver, std::nullopt).error().slug,
            "employee-inactive");
  scene_.participations = {At(State::kApproved, kOther)};
  EXPECT_TRUE(ClaimReward(Context()).Run(QuestId(5), kOther, std::nullopt));
}

}  // namespace
}  // namespace erp::employee
