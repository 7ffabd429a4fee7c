// The rules about quests, their notices and their bodies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/api/quest/json.h"
#include "employee/app/quest/notices.h"
#include "employee/domain/quest/participation.h"
#include "employee/domain/quest/quest.h"

namespace erp::employee {
namespace {

using testing::ElementsAre;
using State = ParticipationState;

constexpr EmployeeId kCreator{2};
constexpr EmployeeId kWorker{7};

Date Day(unsigned day) {
  return {std::chrono::year(2026), std::chrono::month(11), std::chrono::day(day)};
}

Quest Open() {
  Quest quest;
  quest.id = QuestId(5);
  quest.terms.title = "문서 정리";
  quest.terms.reward = Minutes(60);
  quest.terms.slots = 2;
  quest.terms.opens_on = Day(2);
  quest.terms.closes_on = Day(4);
  quest.department = "개발팀";
  quest.creator = kCreator;
  return quest;
}

Member Person(EmployeeId id, const std::string& department = "개발팀") {
  return {.id = id, .name = "이사원", .department = department, .active = true, .manager = {}};
}

std::string Take(const Quest& quest, const Member& person, Date today) {
  const auto refusal = RefusalToTake(quest, person, today);
  return refusal ? refusal->slug : "taken";
}

TEST(Quest, IsTakenFromItsFirstToItsLastDay) {
  const auto person = Person(kWorker);
  EXPECT_EQ(Take(Open(), person, Day(1)), "quest-not-open");
  EXPECT_EQ(Take(Open(), person, Day(2)), "taken");
  EXPECT_EQ(Take(Open(), person, Day(4)), "taken");
  EXPECT_EQ(Take(Open(), person, Day(5)), "quest-not-open");
}

TEST(Quest, IsTakenOnlyWhileItIsOpenAndHasSlots) {
  auto quest = Open();
  quest.taken = 1;
  EXPECT_EQ(Take(quest, Person(kWorker), Day(3)), "taken");
  quest.taken = 2;
  EXPECT_EQ(Take(quest, Person(kWorker), Day(3)), "quest-full");
  quest.terms.slots = std::nullopt;
  EXPECT_EQ(Take(quest, Person(kWorker), Day(3)), "taken");
  for (const auto state :
       {QuestState::kDraft, QuestState::kClosed, QuestState::kExpired, QuestState::kCanceled}) {
    quest.state = state;
    EXPECT_EQ(Take(quest, Person(kWorker), Day(3)), "quest-not-open") << StateName(state);
  }
}

// K5
TEST(Quest, IsTakenByOthersOfItsDepartment) {
  EXPECT_EQ(Take(Open(), Person(kCreator), Day(3)), "quest-own");
  EXPECT_EQ(Take(Open(), Person(kWorker, "영업팀"), Day(3)), "quest-other-department");
  auto gone = Person(kWorker);
  gone.active = false;
  EXPECT_EQ(Take(Open(), gone, Day(3)), "employee-inactive");
}

TEST(Quest, PromisesAllItsSlotsWhileItIsOpenAndWhatWasTakenAfterwards) {
  auto quest = Open();
  EXPECT_EQ(Promised(quest, Minutes()), Minutes(120));
  quest.taken = 1;
  EXPECT_EQ(Promised(quest, Minutes(30)), Minutes(90)) << "taken when it offered less";
  quest.state = QuestState::kClosed;
  EXPECT_EQ(Promised(quest, Minutes(30)), Minutes(30));
  quest.state = QuestState::kDraft;
  EXPECT_EQ(Promised(quest, Minutes()), Minutes());
  quest = Open();
  quest.terms.slots = std::nullopt;
  EXPECT_EQ(Promised(quest, Minutes()), Minutes(60)) << "without slots at least one";
  quest.taken = 3;
  EXPECT_EQ(Promised(quest, Minutes(180)), Minutes(180));
  quest.budget_approved = true;
  EXPECT_EQ(Promised(quest, Minutes(180)), Minutes());
}

TEST(Quest, QuartersAreThreeMonths) {
  const auto name = [](unsigned month) {
    return Quarter::Of({std::chrono::year(2026), std::chrono::month(month), std::chrono::day(1)})
        .Name();
  };
  EXPECT_EQ(name(1), "2026Q1");
  EXPECT_EQ(name(3), "2026Q1");
  EXPECT_EQ(name(4), "2026Q2");
  EXPECT_EQ(name(9), "2026Q3");
  EXPECT_EQ(name(12), "2026Q4");
}

TEST(Quest, EveryStateHasANameThatIsReadBack) {
  for (const auto state : {QuestState::kDraft, QuestState::kOpen, QuestState::kClosed,
                           QuestState::kExpired, QuestState::kCanceled}) {
    EXPECT_EQ(ParseQuestState(StateName(state)), state);
    EXPECT_EQ(ParseQuestWireStatus(QuestWireStatus(state)), state);
  }
  for (const auto state : {State::kInProgress, State::kSubmitted, State::kApproved, State::kClaimed,
                           State::kAbandoned, State::kExpired, State::kCanceled}) {
    EXPECT_EQ(ParseParticipationState(StateName(state)), state);
  }
  EXPECT_EQ(QuestWireStatus(QuestState::kOpen), "AVAILABLE");
  EXPECT_EQ(ParseQuestWireStatus("OPEN"), std::nullopt);
  EXPECT_EQ(ParseQuestState(""), std::nullopt);
}

Participation At(State state) {
  auto participation = Taken(Open(), kWorker, Instant());
  participation.id = ParticipationId(17);
  participation.state = state;
  if (state == State::kInProgress) return participation;
  participation.last.emplace();
  participation.last->number = 1;
  return participation;
}

TEST(Participation, MovesOnlyFromTheStateThatTheMoveStartsFrom) {
  for (const auto state : {State::kInProgress, State::kSubmitted, State::kApproved, State::kClaimed,
                           State::kAbandoned, State::kExpired, State::kCanceled}) {
    const auto now = At(state);
    EXPECT_EQ(Submitted(now, {}, Instant()).ok(), state == State::kInProgress) << StateName(state);
    EXPECT_EQ(Abandoned(now).ok(), state == State::kInProgress) << StateName(state);
    EXPECT_EQ(Claimed(now, Instant()).ok(), state == State::kApproved) << StateName(state);
    EXPECT_EQ(Reviewed(now, Open(), std::nullopt, false, {}, Instant()).ok(),
              state == State::kSubmitted)
        << StateName(state);
  }
  const auto refused = Claimed(At(State::kClaimed), Instant()).error();
  EXPECT_EQ(refused.slug, "participation-state");
  EXPECT_EQ(std::get<std::string>(refused.extras.at(0).second), "CLAIMED");
}

TEST(Participation, ARejectionIsTheNextAttemptAndIsShownUntilTheNextSubmission) {
  const auto submitted = Submitted(At(State::kInProgress), {"초안", {}}, Instant()).value();
  EXPECT_EQ(WireStatus(submitted), "WAITING_APPROVAL");
  EXPECT_EQ(submitted.last->number, 1);
  const auto rejected = Reviewed(submitted, Open(), Person(EmployeeId(9)), false,
                                 {Verdict::kRejected, "다시"}, Instant())
                            .value();
  EXPECT_EQ(rejected.state, State::kInProgress);
  EXPECT_EQ(rejected.attempt, 2);
  EXPECT_EQ(WireStatus(rejected), "REJECTED");
  EXPECT_EQ(rejected.last->reason, "다시");
  EXPECT_EQ(rejected.last->reviewer, EmployeeId(9));
  const auto again = Submitted(rejected, {}, Instant()).value();
  EXPECT_EQ(again.last->number, 2);
  EXPECT_EQ(again.last->verdict, std::nullopt);
  EXPECT_EQ(WireStatus(again), "WAITING_APPROVAL");
}

// K5
TEST(Participation, IsReviewedByOthersOfTheDepartmentOrWhoReviewsAll) {
  const auto review = [](const Member& reviewer, bool all) {
    const auto judged = Reviewed(At(State::kSubmitted), Open(), reviewer, all, {}, Instant());
    return judged ? "approved" : judged.error().slug;
  };
  EXPECT_EQ(review(Person(EmployeeId(9)), false), "approved");
  EXPECT_EQ(review(Person(EmployeeId(9), "영업팀"), false), "quest-other-department");
  EXPECT_EQ(review(Person(EmployeeId(9), "인사팀"), true), "approved");
  EXPECT_EQ(review(Person(kWorker), true), "quest-own-review");
  EXPECT_EQ(review(Person(kCreator), true), "quest-own-review");
  auto gone = Person(EmployeeId(9));
  gone.active = false;
  EXPECT_EQ(review(gone, true), "inactive");
}

TEST(Participation, ARewardIsValidForMonthsFromTheDayOfItsClaim) {
  const Date leap{std::chrono::year(2028), std::chrono::month(2), std::chrono::day(29)};
  EXPECT_EQ(RewardValidity(Day(27), 12), (Validity{Day(27), ParseDate("2027-11-26")}));
  EXPECT_EQ(RewardValidity(leap, 12), (Validity{leap, ParseDate("2029-02-28")}));
  EXPECT_EQ(RewardValidity(leap, 1), (Validity{leap, ParseDate("2028-03-28")}));
  EXPECT_EQ(RewardValidity(Day(27), 0), (Validity{Day(27), std::nullopt}));
}

TEST(QuestNotices, HaveOneIdForTheSameMoveAndPerson) {
  const auto notices = NoticesTo({EmployeeId(4), kCreator, EmployeeId(4)}, "QUEST_REVIEW_OVERDUE",
                                 Open(), At(State::kSubmitted), "text");
  ASSERT_EQ(notices.size(), 2);
  EXPECT_EQ(notices[0].id, "quest:17:1:review-overdue:2");
  EXPECT_EQ(notices[0].recipient, kCreator);
  EXPECT_EQ(notices[1].id, "quest:17:1:review-overdue:4");
  EXPECT_EQ(notices[1].participation, ParticipationId(17));
  const auto all = NoticesTo({kWorker}, "QUEST_CLOSED", Open(), "text");
  EXPECT_EQ(all.at(0).id, "quest-all:5:1:closed:7");
  EXPECT_EQ(all.at(0).participation, std::nullopt);
}

TEST(QuestPolicy, ReadsDepartmentsBetweenCommas) {
  EXPECT_THAT(DepartmentsIn(" 인사팀 ,,People Ops,"), ElementsAre("인사팀", "People Ops"));
  EXPECT_THAT(DepartmentsIn(""), ElementsAre());
  const QuestPolicy policy{.budget = std::nullopt, .hr_departments = {"인사팀"}};
  EXPECT_TRUE(policy.IsHumanResources(Person(kWorker, "인사팀")));
  EXPECT_FALSE(policy.IsHumanResources(Person(kWorker)));
  auto gone = Person(kWorker, "인사팀");
  gone.active = false;
  EXPECT_FALSE(policy.IsHumanResources(gone));
}

TEST(QuestBodies, AReviewMayBeLeftOutAndIsReadStrictly) {
  EXPECT_EQ(ReadReview("")->participant, std::nullopt);
  EXPECT_EQ(ReadReview(R"({"employeeId":7,"reason":"다시"})")->participant, kWorker);
  EXPECT_EQ(ReadReview(R"({"employeeId":null})")->participant, std::nullopt);
  for (const auto* wrong : {"null", "[]", R"({"employeeId":0})", R"({"employeeId":"7"})",
                            R"({"reason":1})", R"({"approved":true})"}) {
    EXPECT_EQ(ReadReview(wrong).error().slug, "invalid-body") << wrong;
  }
}

TEST(QuestBodies, AnEditKeepsWhatIsAbsentAndClearsWhatIsNull) {
  const auto change =
      ReadTermsChange(R"({"maxParticipants":null,"closesOn":"2026-11-30","description":null})");
  ASSERT_TRUE(change);
  ASSERT_TRUE(change->slots);
  EXPECT_EQ(*change->slots, std::nullopt);
  ASSERT_TRUE(change->closes_on);
  EXPECT_EQ(*change->closes_on, Day(30));
  EXPECT_EQ(change->description, "");
  EXPECT_EQ(change->title, std::nullopt);
  EXPECT_EQ(change->reward, std::nullopt);
  EXPECT_EQ(change->opens_on, std::nullopt);
}

}  // namespace
}  // namespace erp::employee
