// What the port QuestStore and the use cases promise about quests, on the real database.
#include "contract/employee_quest_fixture.h"

namespace erp::employee {
namespace {

using testing::ElementsAre;

TEST_F(EmployeeQuests, AQuestGoesFromItsOfferToTheReward) {
  const auto quest = Offer(1.5);
  EXPECT_EQ(Accept(quest, worker_)->participations.at(0).reward, Minutes::FromDays(1.5));
  EXPECT_EQ(Status(quest, worker_), "IN_PROGRESS");
  ASSERT_TRUE(Submit(quest, worker_, {"끝냈습니다", {"https://wiki.example.com/1"}}));
  EXPECT_EQ(Status(quest, worker_), "WAITING_APPROVAL");
  ASSERT_TRUE(Review(quest, std::nullopt, Verdict::kApproved, reviewer_));
  EXPECT_EQ(Status(quest, worker_), "APPROVED");
  const auto claimed = Claim(quest, worker_);
  EXPECT_EQ(claimed->leave->available(), Minutes::FromDays(16.5));
  EXPECT_EQ(Status(quest, worker_), "CLAIMED");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_ledger WHERE op_id LIKE 'quest:%' AND bucket = "
                  "'reward' AND valid_from = '2026-11-02' AND valid_to = '2027-11-01'"),
            1);
  EXPECT_TRUE(MetricIs("leave_ledger_entries_total{kind=\"GRANT\",outcome=\"applied\"} 5"));
  ExpectQuestsAreSound();
  ExpectLedgerIsSound(worker_);
}

// B10: every move looks at the present state; a claimed quest is not claimed again.
TEST_F(EmployeeQuests, MovesFromAWrongStateAreRefused) {
  const auto quest = Offer();
  EXPECT_EQ(Slug(Submit(quest, worker_)), "quest-not-taken");
  EXPECT_EQ(Slug(Claim(quest, worker_)), "quest-not-taken");
  EXPECT_EQ(Slug(Review(quest, worker_)), "nobody-waiting");
  EXPECT_EQ(Slug(Review(quest, std::nullopt)), "nobody-waiting");
  ASSERT_TRUE(Accept(quest, worker_));
  EXPECT_EQ(Slug(Accept(quest, worker_)), "quest-already-taken");
  EXPECT_EQ(Slug(Claim(quest, worker_)), "participation-state");
  EXPECT_EQ(Slug(Review(quest, worker_)), "nobody-waiting");
  ASSERT_TRUE(Submit(quest, worker_));
  EXPECT_EQ(Slug(Submit(quest, worker_)), "participation-state");
  EXPECT_EQ(Slug(quests_app_.submit_work.Abandon(quest, worker_, std::nullopt)),
            "participation-state");
  ASSERT_TRUE(Review(quest, worker_));
  EXPECT_EQ(Slug(Submit(quest, worker_)), "participation-state");
  ASSERT_TRUE(Claim(quest, worker_));
  for (const auto& again : {Submit(quest, worker_), Claim(quest, worker_)}) {
    EXPECT_EQ(Slug(again), "participation-state");
  }
  EXPECT_EQ(Slug(Accept(quest, worker_)), "quest-already-taken");
  EXPECT_EQ(Slug(Accept(QuestId(9999), worker_)), "quest-not-found");
  EXPECT_EQ(Slug(Accept(quest, EmployeeId(9999))), "employee-not-found");
  EXPECT_EQ(Grants(), 1);
}

// B10: a participant is named; without a name exactly one may wait.
TEST_F(EmployeeQuests, SeveralWaitingHaveToBeNamed) {
  const auto quest = Offer();
  const auto people = HireMany(2);
  for (const auto person : people) {
    ASSERT_TRUE(Accept(quest, person));
    ASSERT_TRUE(Submit(quest, person));
  }
  const auto refused = Review(quest, std::nullopt);
  EXPECT_EQ(Slug(refused), "several-waiting");
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(refused.error().extras.at(0).second),
            (std::vector<std::int64_t>{people[0].value(), people[1].value()}));
  ASSERT_TRUE(Review(quest, people[1]));
  EXPECT_EQ(Status(quest, people[0]), "WAITING_APPROVAL");
  EXPECT_EQ(Status(quest, people[1]), "APPROVED");
  EXPECT_TRUE(Review(quest, std::nullopt));  // one is left
  EXPECT_EQ(Status(quest, people[0]), "APPROVED");
}

// Q4
TEST_F(EmployeeQuests, ARejectionIsReworkedAndEveryAttemptIsKept) {
  const auto quest = Offer();
  ASSERT_TRUE(Accept(quest, worker_));
  ASSERT_TRUE(Submit(quest, worker_, {"초안", {"https://a.example", "https://b.example"}}));
  ASSERT_TRUE(Review(quest, worker_, Verdict::kRejected, reviewer_, "표가 빠졌습니다"));
  EXPECT_EQ(Status(quest, worker_), "REJECTED");
  const auto rejected = Stored(quest);
  EXPECT_EQ(rejected.taken, 1) << "the slot stays";
  ASSERT_TRUE(Submit(quest, worker_, {"표 추가", {}}));
  EXPECT_EQ(Status(quest, worker_), "WAITING_APPROVAL");
  ASSERT_TRUE(Review(quest, worker_, Verdict::kApproved, hr_));
  const auto attempts = quests_app_.read_quests.Attempts({worker_}, quest, worker_).value();
  ASSERT_EQ(attempts.size(), 2);
  EXPECT_EQ(attempts[0].number, 2);
  EXPECT_EQ(attempts[0].evidence, (Evidence{"표 추가", {}}));
  EXPECT_EQ(attempts[0].verdict, Verdict::kApproved);
  EXPECT_EQ(attempts[0].reviewer, hr_);
  EXPECT_EQ(attempts[1].evidence, (Evidence{"초안", {"https://a.example", "https://b.example"}}));
  EXPECT_EQ(attempts[1].verdict, Verdict::kRejected);
  EXPECT_EQ(attempts[1].reason, "표가 빠졌습니다");
  EXPECT_EQ(attempts[1].reviewer, reviewer_);
}

// K4, E14
TEST_F(EmployeeQuests, ARewardThatIsEditedAfterwardsIsPaidAsItWasWhenTheQuestWasTaken) {
  const auto quest = Offer(1);
  ASSERT_TRUE(Accept(quest, worker_));
  TermsChange change;
  change.reward = Minutes::OfDays(3);
  ASSERT_TRUE(
      quests_app_.edit_quest.Run(quest, change, std::nullopt, {manager_, std::nullopt}, ""));
  const auto later = Hire(Somebody("늦은사원"));
  EXPECT_EQ(Accept(quest, later)->participations.at(0).reward, Minutes::OfDays(3));
  ASSERT_TRUE(Submit(quest, worker_));
  ASSERT_TRUE(Review(quest, worker_));
  EXPECT_EQ(Claim(quest, worker_)->leave->available(), Minutes::OfDays(16));
  ExpectQuestsAreSound();
}

// Q5, E14
TEST_F(EmployeeQuests, WhoHasTakenAQuestFinishesItAfterItWasClosedOrDeleted) {
  for (const bool deleted : {false, true}) {
    const auto quest = Offer(1);
    const auto person = Hire(Somebody("사원"));
    ASSERT_TRUE(Accept(quest, person));
    ASSERT_TRUE(deleted ? quests_app_.end_quest.Delete(quest, {manager_, std::nullopt})
                        : quests_app_.end_quest.Close(quest, {manager_, std::nullopt}));
    EXPECT_EQ(Stored(quest).state, QuestState::kClosed);
    EXPECT_EQ(Slug(Accept(quest, worker_)), deleted ? "quest-not-found" : "quest-not-open");
    ASSERT_TRUE(Submit(quest, person));
    ASSERT_TRUE(Review(quest, person));
    EXPECT_EQ(Claim(quest, person)->leave->available(), Minutes::OfDays(16));
  }
  EXPECT_EQ(Notices("QUEST_CLOSED"), 2);
  ExpectQuestsAreSound();
}

TEST_F(EmployeeQuests, ADeletedQuestIsKeptAndNeverListed) {
  const auto untouched = Offer();
  const auto taken = Offer();
  ASSERT_TRUE(Accept(taken, worker_));
  for (const auto quest : {untouched, taken, untouched}) {
    EXPECT_TRUE(quests_app_.end_quest.Delete(quest, {manager_, std::nullopt}));
  }
  EXPECT_EQ(Stored(untouched).state, QuestState::kCanceled);
  EXPECT_TRUE(quests_app_.read_quests.List({}, {}).empty());
  EXPECT_TRUE(quests_app_.read_quests.List({.creator = manager_}, {}).empty());
  EXPECT_TRUE(quests_app_.read_quests.Available(reviewer_, {})->empty());
  EXPECT_EQ(quests_app_.read_quests.Of(worker_, {})->size(), 1) << "its participant goes on";
  EXPECT_EQ(Count("SELECT COUNT(*) FROM quests"), 2);
}

TEST_F(EmployeeQuests, ACanceledQuestEndsWhatIsNotApproved) {
  const auto quest = Offer(1, 3);
  const auto people = HireMany(3);
  for (const auto person : people) ASSERT_TRUE(Accept(quest, person));
  ASSERT_TRUE(Submit(quest, people[1]));
  ASSERT_TRUE(Submit(quest, people[2]));
  ASSERT_TRUE(Review(quest, people[2]));
  ASSERT_TRUE(quests_app_.end_quest.Cancel(quest, {hr_, std::nullopt}));
  EXPECT_EQ(Status(quest, people[0]), "CANCELED");
  EXPECT_EQ(Status(quest, people[1]), "CANCELED");
  EXPECT_EQ(Slug(Submit(quest, people[0])), "quest-not-taken");
  EXPECT_EQ(Claim(quest, people[2])->leave->available(), Minutes::OfDays(16));
  EXPECT_EQ(Stored(quest).taken, 1);
  EXPECT_EQ(Notices("QUEST_CANCELED"), 2);
  ExpectQuestsAreSound();
}

// K5
TEST_F(EmployeeQuests, NobodyReviewsTheirOwnWorkNorTheirOwnQuestNorThatOfAnotherDepartment) {
  const auto quest = Offer();
  const auto stranger = Hire(Somebody("타부서", "영업팀"));
  const auto gone = Hire(Somebody("퇴사자"));
  ASSERT_TRUE(Leave(gone));
  ASSERT_TRUE(Accept(quest, worker_));
  ASSERT_TRUE(Submit(quest, worker_));
  const auto refused = [&](EmployeeId reviewer) {
    return Slug(Review(quest, worker_, Verdict::kApproved, reviewer));
  };
  EXPECT_EQ(refused(worker_), "quest-own-review");
  EXPECT_EQ(refused(manager_), "quest-own-review");
  EXPECT_EQ(refused(stranger), "quest-other-department");
  EXPECT_EQ(refused(gone), "inactive");
  EXPECT_EQ(refused(EmployeeId(9999)), "employee-not-found");
  EXPECT_EQ(Status(quest, worker_), "WAITING_APPROVAL");
  EXPECT_EQ(refused(hr_), "done");  // human resources review all departments
}

// K5
TEST_F(EmployeeQuests, NobodyTakesTheirOwnQuestNorThatOfAnotherDepartment) {
  const auto quest = Offer();
  EXPECT_EQ(Slug(Accept(quest, manager_)), "quest-own");
  EXPECT_EQ(Slug(Accept(quest, hr_)), "quest-other-department");
  const auto gone = Hire(Somebody("퇴사자"));
  ASSERT_TRUE(Leave(gone));
  EXPECT_EQ(Slug(Accept(quest, gone)), "employee-inactive");
  EXPECT_EQ(Slug(quests_app_.create_quest.Run({Terms(), "개발팀", gone}, std::nullopt, "")),
            "employee-inactive");
  EXPECT_EQ(
      Slug(quests_app_.create_quest.Run({Terms(), "개발팀", EmployeeId(9999)}, std::nullopt, "")),
      "employee-not-found");
}

TEST_F(EmployeeQuests, OnlyTheCreatorAndHumanResourcesChangeAQuest) {
  const auto quest = Offer();
  TermsChange change;
  change.title = "제목";
  const auto edit = [&](std::optional<EmployeeId> actor) {
    return Slug(quests_app_.edit_quest.Run(quest, change, std::nullopt, {actor, {}}, ""));
  };
  EXPECT_EQ(edit(reviewer_), "not-the-creator");
  EXPECT_EQ(Slug(quests_app_.end_quest.Delete(quest, {worker_, {}})), "not-the-creator");
  EXPECT_EQ(Slug(quests_app_.end_quest.Close(quest, {worker_, {}})), "not-the-creator");
  EXPECT_EQ(Slug(quests_app_.end_quest.Cancel(quest, {worker_, {}})), "not-the-creator");
  EXPECT_EQ(edit(hr_), "done");
  EXPECT_EQ(Stored(quest).version, 2);
  const auto stale = [&](std::int64_t version) {
    change.title = "다른 제목";
    return Slug(quests_app_.edit_quest.Run(quest, change, version, {manager_, {}}, ""));
  };
  EXPECT_EQ(stale(1), "version-mismatch");
  EXPECT_EQ(stale(2), "done");
  EXPECT_EQ(stale(1), "done") << "a change that has happened already is none";
}

TEST_F(EmployeeQuests, SlotsAreNeverFewerThanAreTaken) {
  const auto quest = Offer(1, 3);
  for (const auto person : HireMany(2)) ASSERT_TRUE(Accept(quest, person));
  TermsChange change;
  change.slots.emplace(1);
  EXPECT_EQ(Slug(quests_app_.edit_quest.Run(quest, change, std::nullopt, {}, "")), "quest-slots");
  change.slots.emplace(2);
  EXPECT_TRUE(quests_app_.edit_quest.Run(quest, change, std::nullopt, {}, ""));
  EXPECT_EQ(Slug(Accept(quest, worker_)), "quest-full");
}

TEST_F(EmployeeQuests, WhoGivesAQuestBackFreesTheSlotAndMayTakeItAgain) {
  const auto quest = Offer(1, 1);
  ASSERT_TRUE(Accept(quest, worker_));
  ASSERT_TRUE(quests_app_.submit_work.Abandon(quest, worker_, std::nullopt));
  EXPECT_TRUE(quests_app_.read_quests.Of(worker_, {})->empty());
  ASSERT_TRUE(Accept(quest, reviewer_));
  EXPECT_EQ(Slug(Accept(quest, worker_)), "quest-full");
  ASSERT_TRUE(quests_app_.submit_work.Abandon(quest, reviewer_, std::nullopt));
  EXPECT_TRUE(Accept(quest, worker_));
  EXPECT_EQ(Notices("QUEST_ACCEPTED"), 3) << "each participation has notices of its own";
  ExpectQuestsAreSound();
}

// Q7
TEST_F(EmployeeQuests, ABatchJudgesEachItemByItself) {
  const auto quest = Offer();
  const auto people = HireMany(3);
  for (const auto person : people) ASSERT_TRUE(Accept(quest, person));
  ASSERT_TRUE(Submit(quest, people[0]));
  ASSERT_TRUE(Submit(quest, people[1]));
  const std::vector<ReviewItem> items{{people[0], {Verdict::kApproved, std::nullopt}},
                                      {people[1], {Verdict::kRejected, "다시"}},
                                      {people[2], {Verdict::kApproved, std::nullopt}},
                                      {EmployeeId(9999), {Verdict::kApproved, std::nullopt}}};
  const auto batch = quests_app_.review_work.Many(quest, items, {reviewer_, "batch-1"}, "b");
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->results.size(), 4);
  EXPECT_EQ(WireStatus(*batch->results[0].participation), "APPROVED");
  EXPECT_EQ(WireStatus(*batch->results[1].participation), "REJECTED");
  EXPECT_EQ(batch->results[2].error->slug, "nobody-waiting");
  EXPECT_EQ(batch->results[3].error->slug, "nobody-waiting");
  const auto again = quests_app_.review_work.Many(quest, items, {reviewer_, "batch-1"}, "b");
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(WireStatus(*again->results[0].participation), "APPROVED");
  EXPECT_EQ(WireStatus(*again->results[1].participation), "REJECTED");
  EXPECT_EQ(Notices("QUEST_APPROVED") + Notices("QUEST_REJECTED"), 2);
}

TEST_F(EmployeeQuests, ARepeatedCreationIsOneQuest) {
  const auto create = [&](const std::string& body) {
    return quests_app_.create_quest.Run({Terms(), "개발팀", manager_}, "key-1", body);
  };
  std::atomic<std::int64_t> id = 0;
  InParallel([&](int) {
    const auto made = create("a");
    ASSERT_TRUE(made);
    std::int64_t none = 0;
    if (!id.compare_exchange_strong(none, made->quest.id.value())) {
      EXPECT_EQ(made->quest.id.value(), id);
    }
  });
  EXPECT_EQ(Count("SELECT COUNT(*) FROM quests"), 1);
  EXPECT_EQ(Slug(create("b")), "idempotency-key-reused");
}

TEST_F(EmployeeQuests, ListsAreNewestFirstInPagesAndByFilter) {
  std::vector<QuestId> made;
  for (int n = 0; n < 3; ++n) made.push_back(Offer());
  const auto other =
      quests_app_.create_quest.Run({Terms(), "영업팀", manager_}, std::nullopt, "")->quest.id;
  const auto ids = [&](const QuestFilter& filter, const QuestPage& page) {
    std::vector<QuestId> found;
    for (const auto& view : quests_app_.read_quests.List(filter, page)) {
      found.push_back(view.quest.id);
    }
    return found;
  };
  EXPECT_THAT(ids({}, {}), ElementsAre(other, made[2], made[1], made[0]));
  EXPECT_THAT(ids({}, {2, made[2].value()}), ElementsAre(made[1], made[0]));
  EXPECT_THAT(ids({.department = "영업팀"}, {}), ElementsAre(other));
  EXPECT_THAT(ids({.creator = worker_}, {}), ElementsAre());
  ASSERT_TRUE(quests_app_.end_quest.Close(made[1], {}));
  EXPECT_THAT(ids({.state = QuestState::kClosed}, {}), ElementsAre(made[1]));
  ASSERT_TRUE(Accept(made[0], worker_));
  std::vector<QuestId> available;
  const auto offered = quests_app_.read_quests.Available(worker_, {}).value();
  for (const auto& quest : offered) {
    available.push_back(quest.id);
  }
  EXPECT_THAT(available, ElementsAre(made[2])) << "closed, taken and another department's are not";
  EXPECT_TRUE(quests_app_.read_quests.Available(manager_, {})->empty()) << "all are their own";
  EXPECT_EQ(quests_app_.read_quests.Available(EmployeeId(9999), {}).error().slug,
            "employee-not-found");
  ASSERT_TRUE(Submit(made[0], worker_));
  const Viewer all{.unbounded = true};
  EXPECT_EQ(quests_app_.read_quests.Waiting(all, "개발팀", {}).size(), 1);
  EXPECT_TRUE(quests_app_.read_quests.Waiting(all, "영업팀", {}).empty());
}

TEST_F(EmployeeQuests, WorkIsSeenByItsPersonTheCreatorAndThoseWhoReviewIt) {
  const auto quest = Offer();
  ASSERT_TRUE(Accept(quest, worker_));
  ASSERT_TRUE(Submit(quest, worker_));
  const auto outsider = Hire(Somebody("타부서", "영업팀"));
  auto& quests = quests_app_.read_quests;
  const auto waiting = [&](const Viewer& viewer, const std::optional<std::string>& department) {
    return quests.Waiting(viewer, department, {}).size();
  };
  for (const auto person : {worker_, manager_, reviewer_}) {
    EXPECT_EQ(waiting({person}, std::nullopt), 1) << person.value();
    EXPECT_EQ(waiting({person}, "영업팀"), 0) << person.value();
    EXPECT_EQ(quests.Attempts({person}, quest, worker_).value().size(), 1) << person.value();
  }
  EXPECT_EQ(waiting({outsider}, std::nullopt), 0);
  EXPECT_EQ(quests.Attempts({outsider}, quest, worker_).error().slug, "not-permitted");
  EXPECT_EQ(waiting({EmployeeId(9999)}, std::nullopt), 0);
  EXPECT_EQ(waiting({}, std::nullopt), 0);
  for (const char* role : {"hr", "auditor", "admin"}) {
    EXPECT_EQ(waiting({outsider, {role}}, std::nullopt), 1) << role;
    EXPECT_EQ(quests.Attempts({outsider, {role}}, quest, worker_).value().size(), 1) << role;
  }
  EXPECT_EQ(quests.Attempts({worker_}, QuestId(9999), worker_).error().slug, "quest-not-found");
}

}  // namespace
}  // namespace erp::employee
