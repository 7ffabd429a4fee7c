// Somebody leaves: who may, what is handed over, and how the list of leavers is read on.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "common/error.h"
#include "employee/app/organisation/deactivate_employee.h"
#include "employee/app/organisation/list_leavers.h"

namespace erp::employee {
namespace {

using std::chrono::milliseconds;

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return Instant(milliseconds(5'000'000)); }
};

// Leaving of one person, 7.
class OneLeaver final : public LeaverRegister {
 public:
  std::optional<State> Find(EmployeeId id) override {
    return id == EmployeeId(7) ? std::optional(state) : std::nullopt;
  }
  Result<void> Leave(EmployeeId id,
                     std::optional<std::int64_t> expected,
                     std::optional<EmployeeId> reassign_to,
                     Moment now) override {
    left.push_back({id, reassign_to, now.at, now.at});
    expectations.push_back(expected);
    if (refusal) return *refusal;
    return {};
  }
  std::vector<Leaver> List(const LeaverPlace& after, int limit) override {
    asked = after;
    asked_limit = limit;
    return page;
  }
  State state;
  std::optional<Error> refusal;
  std::vector<Leaver> left;
  std::vector<std::optional<std::int64_t>> expectations;
  std::vector<Leaver> page;
  LeaverPlace asked;
  int asked_limit = 0;
};

class CountedWork final : public WorkSource {
 public:
  WaitingWork WaitingFor(EmployeeId) override {
    ++asked;
    return work;
  }
  void HandOver(EmployeeId person) override {
    handed_over.push_back(person);
    if (away) throw Unavailable("approval-request is away");
  }
  WaitingWork work;
  bool away = false;
  int asked = 0;
  std::vector<EmployeeId> handed_over;
};

class CountedQuests final : public UnfinishedWork {
 public:
  void End(EmployeeId leaver) override {
    ended.push_back(leaver);
    if (away) throw Unavailable("the database is away");
  }
  bool away = false;
  std::vector<EmployeeId> ended;
};

struct Leaving : testing::Test {
  Result<Departure> Leave(std::optional<EmployeeId> reassign_to = std::nullopt,
                          std::optional<std::int64_t> expected = std::nullopt) {
    return deactivate.Run(EmployeeId(7), expected, reassign_to);
  }
  OneLeaver leavers;
  CountedWork work;
  FixedClock clock;
  CountedQuests quests;
  DeactivateEmployee deactivate{leavers, work, quests, CompanyClock(clock, TimeZone("Asia/Seoul"))};
};

TEST_F(Leaving, WithNothingThatWaitsIsDoneAndNothingIsHandedOver) {
  const auto departure = Leave(std::nullopt, 1);
  ASSERT_TRUE(departure);
  EXPECT_TRUE(departure->left);
  ASSERT_EQ(leavers.left.size(), 1U);
  EXPECT_EQ(leavers.left[0].id, EmployeeId(7));
  EXPECT_EQ(leavers.left[0].reassign_to, std::nullopt);
  EXPECT_EQ(leavers.left[0].left_at, clock.Now());
  EXPECT_EQ(leavers.expectations[0], 1);
  EXPECT_TRUE(work.handed_over.empty());
}

TEST_F(Leaving, WithWorkThatNobodyTakesOverIsRefusedAndSaysWhatWaits) {
  for (const int kind : {0, 1, 2}) {
    work.work = {};
    (kind == 0 ? work.work.open : kind == 1 ? work.work.later : work.work.drafted) = 2;
    const auto departure = Leave();
    ASSERT_TRUE(departure);
    EXPECT_FALSE(departure->left);
    EXPECT_EQ(departure->work.open + departure->work.later + departure->work.drafted, 2);
  }
  EXPECT_TRUE(leavers.left.empty());
}

TEST_F(Leaving, WithASuccessorIsDoneAndTheirWorkIsHandedOver) {
  work.work.open = 1;
  const auto departure = Leave(EmployeeId(9));
  ASSERT_TRUE(departure);
  EXPECT_TRUE(departure->left);
  EXPECT_EQ(departure->reassign_to, EmployeeId(9));
  EXPECT_EQ(leavers.left.at(0).reassign_to, EmployeeId(9));
  EXPECT_EQ(work.handed_over, std::vector<EmployeeId>{EmployeeId(7)});
}

TEST_F(Leaving, WhatIsNotKnownYetIsHandedOverToASuccessorToo) {
  ASSERT_TRUE(Leave(EmployeeId(9)));
  EXPECT_EQ(work.handed_over.size(), 1U);
}

TEST_F(Leaving, WhoIsAwayHandsOverLater) {
  work.work.open = 1;
  work.away = true;
  const auto departure = Leave(EmployeeId(9));
  ASSERT_TRUE(departure);
  EXPECT_TRUE(departure->left);
}

TEST_F(Leaving, ARefusalOfTheRegisterIsPassedOnAndNothingIsHandedOver) {
  leavers.refusal = SuccessorNotUsable("has left the company");
  const auto departure = Leave(EmployeeId(9));
  ASSERT_FALSE(departure);
  EXPECT_EQ(departure.error().slug, "invalid-query");
  EXPECT_TRUE(work.handed_over.empty());
}

TEST_F(Leaving, IsOfSomebodyKnownWithTheVersionThatWasSeenAndToSomebodyElse) {
  EXPECT_EQ(deactivate.Run(EmployeeId(8), {}, {}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(Leave(EmployeeId(7)).error().fields.at(0).pointer, "reassignTo");
  leavers.state.version = 3;
  EXPECT_EQ(Leave({}, 2).error().slug, "version-mismatch");
  EXPECT_EQ(work.asked, 0);
  EXPECT_TRUE(Leave({}, 3));
}

TEST_F(Leaving, WhoHasLeftNamesASuccessorOrKeepsTheOneWhoWasNamed) {
  leavers.state = {.active = false, .version = 4, .reassign_to = EmployeeId(9)};
  auto departure = Leave();
  ASSERT_TRUE(departure);
  EXPECT_TRUE(departure->left);
  EXPECT_EQ(departure->reassign_to, EmployeeId(9));
  EXPECT_EQ(work.asked, 0) << "what waits is being handed over already";
  departure = Leave(EmployeeId(11));
  ASSERT_TRUE(departure);
  EXPECT_EQ(departure->reassign_to, EmployeeId(11));
  EXPECT_EQ(work.handed_over.size(), 1U);
}

TEST_F(Leaving, EndsUnfinishedWorkAfterItHappenedAndAgainWhenItIsRepeated) {
  work.work.open = 1;
  ASSERT_FALSE(Leave()->left);
  EXPECT_TRUE(quests.ended.empty()) << "nobody takes over";
  work.work = {};
  leavers.refusal = SuccessorNotUsable("has left the company");
  ASSERT_FALSE(Leave(EmployeeId(9)));
  EXPECT_TRUE(quests.ended.empty()) << "refused";
  leavers.refusal.reset();
  ASSERT_TRUE(Leave()->left);
  EXPECT_EQ(quests.ended, std::vector{EmployeeId(7)});
  leavers.state.active = false;
  ASSERT_TRUE(Leave()->left);
  EXPECT_EQ(quests.ended.size(), 2U) << "a crash may have come between";
}

TEST_F(Leaving, StandsAndIsHandedOverWhenUnfinishedWorkEndsLater) {
  quests.away = true;
  const auto departure = Leave(EmployeeId(9));
  ASSERT_TRUE(departure);
  EXPECT_TRUE(departure->left);
  EXPECT_EQ(quests.ended.size(), 1U);
  EXPECT_EQ(work.handed_over.size(), 1U);
}

TEST_F(Leaving, AFullPageOfLeaversIsReadOnBehindItsLast) {
  ListLeavers list(leavers, clock);
  leavers.page = {{EmployeeId(7), {}, Instant(milliseconds(10)), Instant(milliseconds(20))},
                  {EmployeeId(9), {}, Instant(milliseconds(30)), Instant(milliseconds(40))}};
  const LeaverPlace from{Instant(milliseconds(5)), 3};
  auto page = list.Run(from, 2);
  EXPECT_TRUE(page.more);
  EXPECT_EQ(page.next.changed_at, Instant(milliseconds(40)));
  EXPECT_EQ(page.next.id, 9);
  EXPECT_EQ(page.leavers, leavers.page);
  EXPECT_EQ(leavers.asked.changed_at, from.changed_at);
  EXPECT_EQ(leavers.asked.id, 3);
  EXPECT_EQ(leavers.asked_limit, 2);
  page = list.Run(from, 3);
  EXPECT_FALSE(page.more);
  EXPECT_EQ(page.next.changed_at, clock.Now() - ListLeavers::kOverlap) << "late commits are seen";
  EXPECT_EQ(page.next.id, 0);
}

}  // namespace
}  // namespace erp::employee
