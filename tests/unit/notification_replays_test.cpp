// Whether the store is complete, and what has to be read again when it is not.
#include <atomic>

#include <gtest/gtest.h>

#include "common/error.h"
#include "notification/app/intake.h"
#include "notification/app/operator_messages.h"
#include "notification/app/replays.h"
#include "notification_memory_inbox.h"
#include "support/environment.h"

namespace erp::notification {
namespace {

using std::chrono::seconds;
using Reach = Replay::Reach;

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return now; }
  Instant now = *ParseInstant("2026-11-21T01:02:03.004Z");
};

class ReplaysTest : public testing::Test {
 protected:
  Notification Make(int number) const {
    Notification notification;
    notification.id = "n:" + std::to_string(number);
    notification.user = kim_;
    return notification;
  }
  // As the consumer does at an assignment: what has to come again begins at offset 0.
  std::vector<Replay> Assign(const std::vector<std::string>& partitions) {
    const auto needed = replays_.Decide(partitions);
    Offsets offsets;
    for (std::size_t i = 0; i < partitions.size(); ++i) {
      if (needed[i].reach != Reach::kNone) offsets[partitions[i]] = 0;
    }
    replays_.Decided(offsets);
    return needed;
  }

  double Count(const std::string& name, const std::string& result) {
    return registry_.GetCounter(name, "", {{"result", result}}).Value();
  }

  FixedClock clock_;
  metrics::Registry registry_;
  MemoryStore store_;
  Replays replays_{store_, clock_, registry_};
  Intake intake_{store_, replays_, registry_};
  const EmployeeId kim_{7};
};

TEST_F(ReplaysTest, AStoreThatKnowsNothingNeedsEverythingOnce) {
  EXPECT_EQ(Assign({"t/0", "t/1"}),
            (std::vector<Replay>{{.reach = Reach::kAll}, {.reach = Reach::kAll}}));
  EXPECT_EQ(Assign({"t/0", "t/1"}), (std::vector<Replay>{{}, {}}));
  EXPECT_EQ(Assign({"t/1", "t/2"}), (std::vector<Replay>{{}, {.reach = Reach::kAll}}));
}

TEST_F(ReplaysTest, AnotherRunNeedsTheTailFromBeforeTheLastNote) {
  Assign({"t/0"});
  const Instant noted = clock_.now;
  clock_.now += std::chrono::hours(5);
  store_.Restart("run2", false);
  EXPECT_EQ(Assign({"t/0"}),
            (std::vector<Replay>{{Reach::kTail, noted - std::chrono::hours(1), 0}}))
      << "however long the server was away";
  EXPECT_EQ(Assign({"t/0"}), (std::vector<Replay>{{}}));
}

TEST_F(ReplaysTest, AProcessThatDiesBeforeItIsCommittedLeavesItToTheNext) {
  replays_.Decide({"t/0"});
  Replays next(store_, clock_, registry_);
  EXPECT_EQ(next.Decide({"t/0"}).at(0).reach, Reach::kAll);
}

TEST_F(ReplaysTest, NothingIsNotedForAServerThatWasRestartedMeanwhile) {
  Assign({"t/0"});
  store_.Restart("run2", false);
  ASSERT_EQ(replays_.Decide({"t/0"}).at(0).reach, Reach::kTail);
  store_.Restart("run3", false);
  EXPECT_THROW(replays_.Decided({{"t/0", 0}}), Unavailable);
  store_.Restart("run3", true);
  ASSERT_EQ(replays_.Decide({"t/0"}).at(0).reach, Reach::kAll);
  replays_.Decided({{"t/0", 0}});
  store_.Restart("run4", false);
  ASSERT_EQ(replays_.Decide({"t/0"}).at(0).reach, Reach::kTail);
  store_.Restart("run4", true);
  EXPECT_THROW(replays_.Decided({{"t/0", 0}}), Unavailable)
      << "emptied meanwhile: the tail is not enough any more";
}

TEST_F(ReplaysTest, NothingIsStoredWhileItIsOpenWhereToBegin) {
  EXPECT_THROW(intake_.Deliver(Make(1), ""), Unavailable) << "nothing is assigned yet";
  Assign({"t/0"});
  intake_.Deliver(Make(1), "");
  store_.Restart("run2", false);
  EXPECT_THROW(intake_.Deliver(Make(2), ""), Unavailable);
  EXPECT_THROW(intake_.Settle({"n:1", kim_}), Unavailable);
  EXPECT_EQ(store_.Recent(kim_, 0, 10).head, 1);
  Assign({"t/0"});
  intake_.Deliver(Make(2), "");
  EXPECT_EQ(store_.Recent(kim_, 0, 10).head, 2);
}

TEST_F(ReplaysTest, WhatComesRightAfterALossWaitsForWhatWasBeforeIt) {
  Assign({"t/0"});
  intake_.Deliver(Make(1), "");
  store_.Restart("run1", true);  // emptied by hand, the same run
  EXPECT_THROW(intake_.Deliver(Make(2), ""), Unavailable);
  EXPECT_EQ(store_.Recent(kim_, 0, 10).head, 0);
}

TEST_F(ReplaysTest, ASettlementRightAfterALossWaitsForItsNotification) {
  Assign({"t/0"});
  intake_.Deliver(Make(1), "");
  intake_.Settle({"n:2", kim_});  // before its notification; nothing is lost
  store_.Restart("run1", true);   // emptied by hand, the same run
  EXPECT_THROW(intake_.Settle({"n:1", kim_}), Unavailable);
  EXPECT_THROW(intake_.Settle({"n:2", kim_}), Unavailable);
}

TEST_F(ReplaysTest, TheWatchNoticesEveryKindOfLossOnce) {
  Assign({"t/0"});
  std::atomic<int> lost{0};
  replays_.Watch([&] { ++lost; });
  store_.Restart("run2", false);
  EXPECT_TRUE(test::Eventually(seconds(10), [&] { return lost == 1; }));
  EXPECT_THROW(intake_.Deliver(Make(1), ""), Unavailable);
  Assign({"t/0"});
  store_.Restart("run2", true);
  replays_.Suspect();
  EXPECT_TRUE(test::Eventually(seconds(10), [&] { return lost == 2; }));
  replays_.Stop();
  EXPECT_EQ(lost, 2);
}

TEST_F(ReplaysTest, NotesAreRenewedWithWhatIsInTheStoreByNow) {
  Assign({"t/0", "t/1"});
  replays_.Progressed({{"t/0", 9}, {"t/1", 4}});
  replays_.Progressed({{"t/0", 12}});
  clock_.now += std::chrono::hours(2);
  const auto renewed = clock_.now;
  replays_.Watch([] { ADD_FAILURE() << "nothing is lost"; });
  EXPECT_TRUE(test::Eventually(seconds(10), [&] { return store_.notes(Basis::kThisRun) == 1; }));
  replays_.Stop();
  const auto noted = store_.life().replayed;
  EXPECT_EQ(noted.at("t/0").offset, 12);
  EXPECT_EQ(noted.at("t/1").offset, 4);
  EXPECT_EQ(noted.at("t/0").held, renewed);
  // So that a loss later on needs less of the topic.
  store_.Restart("run2", false);
  EXPECT_EQ(Assign({"t/0"}).at(0), (Replay{Reach::kTail, renewed - std::chrono::hours(1), 12}));
}

TEST_F(ReplaysTest, NotesAreRenewedOnceAMinuteAndNotAtEveryLook) {
  Assign({"t/0"});
  replays_.Progressed({{"t/0", 9}});
  replays_.Watch([] {});
  for (int i = 0; i < 5; ++i) {
    const int before = store_.looks();
    replays_.Suspect();
    EXPECT_TRUE(test::Eventually(seconds(10), [&] { return store_.looks() > before; }));
  }
  replays_.Stop();
  EXPECT_EQ(store_.notes(Basis::kThisRun), 1);
}

TEST_F(ReplaysTest, WithoutProgressNothingIsRenewed) {
  Assign({"t/0"});
  replays_.Progressed({{"t/0", 9}});
  Assign({"t/0"});  // what was progress before is another's to say now
  replays_.Watch([] {});
  EXPECT_TRUE(test::Eventually(seconds(10), [&] {
    replays_.Suspect();
    return store_.looks() >= 5;
  }));
  replays_.Stop();
  EXPECT_EQ(store_.notes(Basis::kThisRun), 0);
}

TEST_F(ReplaysTest, WhatIsDecidedAnewWhileTheWatchLooksIsNoLoss) {
  Assign({"t/0"});
  // The watch gets the previous answer.
  store_.AfterNextLook([&] {
    store_.Restart("run2", false);
    Assign({"t/0"});
  });
  std::atomic<int> lost{0};
  replays_.Watch([&] { ++lost; });
  replays_.Suspect();
  EXPECT_TRUE(test::Eventually(seconds(10), [&] { return replays_.run() == "run2"; }));
  const int before = store_.looks();
  replays_.Suspect();
  EXPECT_TRUE(test::Eventually(seconds(10), [&] { return store_.looks() > before; }));
  replays_.Stop();
  EXPECT_EQ(lost, 0);
  EXPECT_EQ(replays_.run(), "run2");
}

TEST_F(ReplaysTest, TheUsualNotificationCostsNoQuestionAndIsStoredOnce) {
  Assign({"t/0"});
  intake_.Deliver(Make(1), "");
  const int looks = store_.looks();
  intake_.Deliver(Make(2), "");
  intake_.Deliver(Make(2), "");
  EXPECT_EQ(store_.looks(), looks);
  EXPECT_EQ(Count("notifications_stored_total", "added"), 2);
  EXPECT_EQ(Count("notifications_stored_total", "duplicate"), 1);
  EXPECT_EQ(store_.Recent(kim_, 0, 10).head, 2);
}

TEST_F(ReplaysTest, TheUsualSettlementCostsNoQuestionAndIsCountedByWhatItMet) {
  Assign({"t/0"});
  intake_.Deliver(Make(1), "");
  const int looks = store_.looks();
  intake_.Settle({"n:1", kim_});
  intake_.Settle({"n:1", kim_});
  EXPECT_EQ(store_.looks(), looks);
  EXPECT_EQ(Count("notifications_settled_total", "open"), 1);
  EXPECT_EQ(Count("notifications_settled_total", "already"), 1);
  intake_.Settle({"n:9", kim_});
  EXPECT_EQ(store_.looks(), looks + 1);
  EXPECT_EQ(Count("notifications_settled_total", "unknown"), 1);
}

TEST_F(ReplaysTest, OperatorMessageIsStoredOncePerKeyAndAnotherTextIsRefused) {
  OperatorMessages messages(store_, store_, clock_);
  const OperatorMessage first{RequestId(41), "notice", "점검"};
  const auto sent = messages.Send(kim_, first, "k1");
  ASSERT_TRUE(sent.ok());
  EXPECT_FALSE(sent->replayed);
  const auto again = messages.Send(kim_, first, "k1");
  EXPECT_EQ(again->id, sent->id);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(messages.Send(kim_, {RequestId(41), "notice", "다른 점검"}, "k1").error().slug,
            "idempotency-key-reused");
  EXPECT_NE(messages.Send(EmployeeId(8), first, "k1")->id, sent->id);
  const auto by_somebody = messages.Send(kim_, first, "k1", EmployeeId(3));
  EXPECT_NE(by_somebody->id, sent->id) << "a key is that person's alone";
  EXPECT_EQ(messages.Send(kim_, first, "k1", EmployeeId(3))->id, by_somebody->id);
  EXPECT_NE(messages.Send(kim_, first, "k1", EmployeeId(4))->id, by_somebody->id);
  EXPECT_NE(messages.Send(kim_, first, std::nullopt)->id,
            messages.Send(kim_, first, std::nullopt)->id);
  EXPECT_EQ(store_.Recent(kim_, 0, 10).entries.back().notification.type, "OPERATOR_MESSAGE");
  messages.Broadcast(first, std::nullopt);
  EXPECT_EQ(store_.announced().at(0).type, "OPERATOR_BROADCAST");
}

}  // namespace
}  // namespace erp::notification
