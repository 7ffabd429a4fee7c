// The loop that keeps what is stored here equal to what approval-request shows.
#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "observe/health.h"
#include "unit/processing_reconciler_fixture.h"

namespace erp::approval_processing {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST_F(ReconcilerTest, AStoreThatMayHaveLostSomethingIsFilledAgainInOneOrder) {
  Start();
  EXPECT_TRUE(Soon([&] { return Rebuilds() == 1; }));
  reconciler_->Stop();
  auto calls = calls_.All();
  const auto entered = std::find(calls.begin(), calls.end(), "enter 1");
  ASSERT_NE(entered, calls.end());
  EXPECT_EQ(*std::next(entered), "waiting") << "nothing was acknowledged in an epoch before";
  std::erase_if(calls, [](const auto& call) { return call == "hold" || call == "turn"; });
  EXPECT_THAT(calls,
              ElementsAre("refresh", "begin", "announce", "enter 1", "waiting", "lag", "in force 1",
                          "refresh", "waiting", "lag", "keys", "finish run-1 1"));
  EXPECT_THAT(here_.opened, ElementsAre(1));
  EXPECT_THAT(registry_.Text(), HasSubstr("\nrebuilding 0"));
}

TEST_F(ReconcilerTest, AStoreThatWasComparedIsNotFilledAgain) {
  epoch_.compared = true;
  Start();
  EXPECT_TRUE(UntilLooks(2));
  reconciler_->Stop();
  EXPECT_THAT(calls_.All(), IsEmpty());
}

TEST_F(ReconcilerTest, WhatWasAcknowledgedInTheEpochBeforeIsWaitedOut) {
  epochs_.announced = epochs_.in_force = 4;
  Start();
  EXPECT_TRUE(UntilCalled("in force 5"));
  reconciler_->Stop();
  const auto calls = calls_.All();
  const auto entered = std::find(calls.begin(), calls.end(), "enter 5");
  const auto forced = std::find(calls.begin(), calls.end(), "in force 5");
  EXPECT_GE(std::count(entered, forced, "hold"), 1) << "the lease is kept meanwhile";
}

TEST_F(ReconcilerTest, NoEpochComesIntoForceBeforeEveryResultIsDeliveredAndApplied) {
  here_.waiting = 2;
  there_.lag = 3;
  Start();
  EXPECT_TRUE(UntilCalled("waiting", 3));
  EXPECT_EQ(calls_.Count("lag"), 0) << "delivered first";
  here_.waiting = 0;
  EXPECT_TRUE(UntilCalled("lag", 3));
  EXPECT_EQ(calls_.Count("in force 1"), 0);
  EXPECT_THAT(registry_.Text(), HasSubstr("\nrebuilding 1"));
  there_.lag = 0;
  EXPECT_TRUE(Soon([&] { return Rebuilds() == 1; }));
}

TEST_F(ReconcilerTest, WhatCameInBetweenIsWaitedForAsWell) {
  epochs_.when_in_force = [&] { there_.lag = 1; };
  Start();
  EXPECT_TRUE(UntilCalled("lag", 3)) << "once before, and again and again since";
  EXPECT_EQ(Rebuilds(), 0);
  there_.lag = 0;
  EXPECT_TRUE(Soon([&] { return Rebuilds() == 1; }));
}

TEST_F(ReconcilerTest, StopsWhileResultsWaitForDelivery) {
  here_.waiting = 1;
  Start();
  EXPECT_TRUE(UntilCalled("waiting", 2));
  ExpectStopsAtOnce([&] { here_.waiting = 0; });
  EXPECT_EQ(calls_.Count("in force 1"), 0);
  EXPECT_EQ(calls_.All().back(), "release") << "the lease is another's at once";
}

TEST_F(ReconcilerTest, StopsWhileResultsWaitToBeApplied) {
  there_.lag = 1;
  Start();
  EXPECT_TRUE(UntilCalled("lag", 2));
  ExpectStopsAtOnce([&] { there_.lag = 0; });
  EXPECT_EQ(calls_.Count("in force 1"), 0);
  EXPECT_EQ(calls_.All().back(), "release");
}

TEST_F(ReconcilerTest, StopsWhileTheEpochBeforeIsWaitedOut) {
  epochs_.announced = epochs_.in_force = 4;
  Start();
  EXPECT_TRUE(UntilCalled("enter 5"));
  ExpectStopsAtOnce([] {});
  EXPECT_EQ(calls_.Count("in force 5"), 0);
  EXPECT_EQ(calls_.All().back(), "release");
}

TEST_F(ReconcilerTest, ALeaseThatIsLostEndsEveryWait) {
  here_.waiting = 1;
  epoch_.holds_left = 3;
  Start();
  EXPECT_TRUE(UntilCalled("release"));
  EXPECT_EQ(calls_.Count("in force 1"), 0);
  epoch_.holds_left = -1;
  here_.waiting = 0;
  there_.lag = 1;
  EXPECT_TRUE(UntilCalled("lag", 2));
  const auto released = calls_.Count("release");
  epoch_.holds_left = 0;
  EXPECT_TRUE(UntilCalled("release", released + 1));
  EXPECT_EQ(Rebuilds(), 0);
}

TEST_F(ReconcilerTest, ALeaseThatIsLostEndsAComparisonBetweenItsPages) {
  there_.page_size = 1;
  there_.Show(StepOf(2));
  there_.on_call = [this](const std::string& call) {
    calls_.Add(call);
    if (call == "keys") epoch_.holds_left = 0;
  };
  Start();
  EXPECT_TRUE(UntilCalled("release"));
  reconciler_->Stop();
  EXPECT_EQ(calls_.Count("keys"), 1);
  EXPECT_THAT(here_.opened, ElementsAre(1));
  EXPECT_EQ(Rebuilds(), 0);
}

TEST_F(ReconcilerTest, OfAllReplicasOneFillsTheStore) {
  epoch_.taken = true;
  Start();
  EXPECT_TRUE(UntilLooks(2));
  EXPECT_EQ(calls_.Count("begin"), 0);
  epoch_.taken = false;
  EXPECT_TRUE(Soon([&] { return Rebuilds() == 1; }));
}

TEST_F(ReconcilerTest, WhatAnotherReplicaHasEndedMeanwhileIsNotBegunAgain) {
  epoch_.may_begin = false;
  Start();
  EXPECT_TRUE(UntilCalled("release"));
  EXPECT_EQ(calls_.Count("announce"), 0);
}

TEST_F(ReconcilerTest, AnEpochThatWasOvertakenIsNotFinished) {
  epochs_.overtaken = true;
  Start();
  EXPECT_TRUE(UntilCalled("release"));
  EXPECT_EQ(Rebuilds(), 0);
  EXPECT_THAT(calls_.All(), Not(Contains("finish run-1 1")));
  epochs_.overtaken = false;
  EXPECT_TRUE(Soon([&] { return Rebuilds() == 1; }));
}

TEST_F(ReconcilerTest, WhateverIsAwayTheNextLookStartsAgain) {
  epoch_.away = true;
  epochs_.away = true;
  Start();
  epoch_.away = false;
  EXPECT_TRUE(UntilCalled("announce"));
  EXPECT_TRUE(UntilCalled("release")) << "nobody waits for the lease of a rebuild that failed";
  EXPECT_EQ(Rebuilds(), 0);
  epochs_.away = false;
  EXPECT_TRUE(Soon([&] { return Rebuilds() == 1; }));
}

TEST_F(ReconcilerTest, TooManyToBelieveAreWaitedOverUntilAnOperatorConfirms) {
  for (int i = 2; i <= 22; ++i) here_.tasks.push_back(LiveOf(i));
  Start();
  EXPECT_TRUE(UntilCalled("confirmed?", 2));
  EXPECT_THAT(epoch_.Notice(), HasSubstr("21 of 21 documents are not open"));
  EXPECT_EQ(Rebuilds(), 0);
  epoch_.Confirm(21);
  EXPECT_TRUE(Soon([&] { return Rebuilds() == 1; }));
  reconciler_->Stop();
  EXPECT_EQ(here_.forgotten.size(), 21U);
  EXPECT_EQ(epoch_.Notice(), "");
}

TEST_F(ReconcilerTest, StopsWhileAnOperatorIsWaitedFor) {
  for (int i = 2; i <= 22; ++i) here_.tasks.push_back(LiveOf(i));
  Start();
  EXPECT_TRUE(UntilCalled("confirmed?"));
  ExpectStopsAtOnce([&] { epoch_.Confirm(21); });
  EXPECT_LE(calls_.Count("confirmed?"), 30) << "five times a second, for five seconds at most";
  EXPECT_EQ(here_.forgotten.size(), 0U);
}

TEST_F(ReconcilerTest, ComparesOnlyOnItsTurn) {
  epoch_.compared = true;
  Start({.period = milliseconds(1), .least_age = milliseconds(0)});
  EXPECT_TRUE(UntilCalled("turn", 2));
  EXPECT_EQ(calls_.Count("keys"), 0) << "it is another replica's";
  epoch_.turns = 1;
  EXPECT_TRUE(UntilCalled("keys"));
  EXPECT_TRUE(UntilCalled("turn", calls_.Count("turn") + 2));
  reconciler_->Stop();
  EXPECT_EQ(calls_.Count("keys"), 1);
  EXPECT_THAT(here_.opened, ElementsAre(1));
  EXPECT_EQ(Rebuilds(), 0);
}

TEST_F(ReconcilerTest, TheFirstTurnIsAPeriodAfterTheStart) {
  epoch_.compared = true;
  epoch_.turns = 1;
  Start({.period = std::chrono::hours(1)});
  EXPECT_TRUE(UntilLooks(3));
  reconciler_->Stop();
  EXPECT_EQ(calls_.Count("turn"), 0);
}

TEST_F(ReconcilerTest, ATurnIsAskedForOncePerPeriodNotAtEveryLook) {
  epoch_.compared = true;
  Start({.period = milliseconds(900)});
  EXPECT_TRUE(UntilCalled("turn"));
  EXPECT_TRUE(Soon([&] { return epoch_.most_looks_between_turns >= 3; }));
}

TEST_F(ReconcilerTest, WhatAComparisonFoundIsSaidOnceUntilItIsOver) {
  epoch_.compared = true;
  here_.tasks = {LiveOf(1, 2)};  // further on than there
  epoch_.turns = 1000;
  Start({.period = milliseconds(1)});
  EXPECT_TRUE(UntilCalled("keys", 4));
  EXPECT_THAT(epoch_.Notice(), HasSubstr("1 documents are further on here"));
  EXPECT_EQ(calls_.Count("notice"), 1);
  EXPECT_THAT(registry_.Text(), HasSubstr("\ndocuments_ahead 1"));
}

TEST_F(ReconcilerTest, EveryReplicaShowsWhatTheLastLookSaid) {
  epoch_.taken = true;
  epoch_.aside = 3;
  epoch_.SetNotice("look at this");
  Start();
  health::Health health(milliseconds(5));
  reconciler_->Watch(health);
  health.Start();
  const auto details = [&] {
    std::vector<std::string> found;
    for (const auto& one : health.Get().dependencies) {
      found.push_back(one.name + (one.available ? "" : ": " + one.detail));
    }
    return found;
  };
  EXPECT_TRUE(Soon([&] {
    return details() == std::vector<std::string>{
                            "first-comparison: rebuilding: by another replica",
                            "comparison: rebuilding: by another replica",
                            "differences: look at this",
                            "set-aside: 3 documents are set aside; see GET /internal/set-aside"};
  })) << testing::PrintToString(details());
  EXPECT_FALSE(health.Get().ready);
  epoch_.taken = false;
  EXPECT_TRUE(Soon([&] { return Rebuilds() == 1; }));
  epoch_.aside = 0;
  epoch_.SetNotice("");
  EXPECT_TRUE(Soon([&] {
    return details() ==
           std::vector<std::string>{"first-comparison", "comparison", "differences", "set-aside"};
  })) << testing::PrintToString(details());
  EXPECT_TRUE(health.Get().ready);
  // Later on the daemon stays ready: every replica would lose it at once.
  epoch_.taken = true;
  epoch_.compared = false;
  EXPECT_TRUE(Soon([&] {
    return details().size() == 4 && details()[1] == "comparison: rebuilding: by another replica";
  }));
  EXPECT_TRUE(health.Get().ready);
  health.Stop();
  reconciler_->Stop();
}

}  // namespace
}  // namespace erp::approval_processing
