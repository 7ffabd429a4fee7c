// Documents compared with inboxes: what no inbox has is sent again, once, and nothing else.
#include <algorithm>
#include <functional>
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/environment.h"
#include "unit/request_app_fixture.h"

namespace erp::approval_request {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::At;
using test::ThreeStepDraft;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr InboxReconcilerOptions kKeeping{.least_age = seconds(120), .timeout = milliseconds(1)};

class InboxReconcilerTest : public test::AppTest {
 protected:
  InboxReconcilerTest() : AppTest({.keeping = kKeeping}) { redelivery.arrives = &inboxes.held; }

  void Compare() { app.inbox_reconciler.Compare(std::stop_token()); }
  std::vector<std::string> Sent() const {
    std::vector<std::string> sent;
    for (const auto& message : redelivery.delivered) sent.push_back(message.id);
    return sent;
  }
  double Count(const std::string& name) { return registry.GetCounter(name, "").Value(); }
};

constexpr const char* kAsked = "n:step:1:1:1:1:5";
constexpr const char* kSettled = "settled:n:step:1:1:1:1:5";
constexpr const char* kOutcome = "n:closed:1:1:3";

TEST_F(InboxReconcilerTest, WhatNoInboxHasIsSentAgainWithTheSameIdsAndBytes) {
  DraftAndRefuse();
  inboxes.held = {kAsked};
  clock.now = At(600'000);
  Compare();
  EXPECT_THAT(Sent(), UnorderedElementsAre(kSettled, kOutcome));
  for (const auto& message : redelivery.delivered) {
    const auto first = std::find_if(documents.outbox.begin(), documents.outbox.end(),
                                    [&](const Message& one) { return one.id == message.id; });
    ASSERT_NE(first, documents.outbox.end());
    EXPECT_EQ(message.body, first->body);
  }
  Compare();
  EXPECT_EQ(Sent().size(), 2U) << "once";
  EXPECT_EQ(Count("notifications_sent_again_total"), 2);
}

TEST_F(InboxReconcilerTest, WhatInboxesHaveIsNotSent) {
  DraftAndRefuse();
  inboxes.held = {kAsked, kSettled, kOutcome};
  clock.now = At(600'000);
  Compare();
  EXPECT_THAT(Sent(), ElementsAre());
  EXPECT_EQ(reconciliation_notes.note.at, At(2000));
  EXPECT_EQ(reconciliation_notes.note.id, 1);
  const int asked = inboxes.asked;
  Compare();
  EXPECT_EQ(inboxes.asked, asked + 1) << "only for the name of the data: nothing changed since";
}

TEST_F(InboxReconcilerTest, WhatIsOnItsWayIsNotCompared) {
  DraftAndRefuse();
  clock.now = At(2000 + 119'000);
  Compare();
  EXPECT_THAT(Sent(), ElementsAre());
  EXPECT_EQ(reconciliation_notes.note.id, 0);
}

TEST_F(InboxReconcilerTest, PlaceIsNotedOnlyBehindWhatHasArrived) {
  DraftAndRefuse();
  clock.now = At(600'000);
  redelivery.away = true;
  EXPECT_THROW(Compare(), Unavailable);
  EXPECT_EQ(reconciliation_notes.note.id, 0);
  redelivery.away = false;
  Compare();
  EXPECT_EQ(Sent().size(), 3U);
  EXPECT_EQ(reconciliation_notes.note.id, 1);
}

TEST_F(InboxReconcilerTest, WhatNeverArrivesIsGivenUpAndCountedSoThatTheRestIsCompared) {
  DraftAndRefuse();
  clock.now = At(600'000);
  redelivery.arrives = nullptr;
  Compare();
  EXPECT_EQ(Sent().size(), 6U * 3U);
  EXPECT_EQ(Count("notifications_given_up_total"), 3);
  EXPECT_EQ(reconciliation_notes.note.id, 1);
}

TEST_F(InboxReconcilerTest, InboxesThatMayHaveLostSomethingAreComparedFromTheBeginning) {
  DraftAndRefuse();
  clock.now = At(600'000);
  Compare();
  ASSERT_EQ(Sent().size(), 3U);
  inboxes.held.clear();
  Compare();
  EXPECT_EQ(Sent().size(), 3U) << "nothing says that they lost anything";
  inboxes.store = "store-2";
  Compare();
  EXPECT_EQ(Sent().size(), 6U);
}

TEST_F(InboxReconcilerTest, WhatIsOlderThanInboxesRememberIsNotSentTwice) {
  DraftAndRefuse();
  clock.now = At(2000) + std::chrono::hours(29 * 24) + seconds(1);
  Compare();
  EXPECT_THAT(Sent(), ElementsAre());
}

TEST_F(InboxReconcilerTest, OneReplicaCompares) {
  DraftAndRefuse();
  clock.now = At(600'000);
  reconciliation_notes.taken = true;
  Compare();
  EXPECT_EQ(inboxes.asked, 0);
}

TEST_F(InboxReconcilerTest, BusThatLostRecordsIsNoticedAndPeopleWaitLess) {
  logs.ends.next = {{"approval-notifications/0", 7}};
  Compare();
  EXPECT_EQ(Count("bus_losses_total"), 0);
  DraftAndRefuse();
  logs.ends.next = {{"approval-notifications/0", 3}};
  clock.now = At(2000 + 15'000);
  Compare();
  EXPECT_EQ(Count("bus_losses_total"), 1);
  EXPECT_EQ(Sent().size(), 3U);
  Compare();
  EXPECT_EQ(Count("bus_losses_total"), 1) << "one loss is noticed once";
}

// The one that noticed it may die, or another may have the next turn.
TEST_F(InboxReconcilerTest, EveryReplicaComparesSoonerAfterALoss) {
  logs.ends.next = {{"approval-notifications/0", 7}};
  Compare();
  logs.ends.next = {{"approval-notifications/0", 3}};
  Compare();
  ASSERT_EQ(Count("bus_losses_total"), 1);
  DraftAndRefuse();
  InboxReconciler next({documents, encoder, redelivery, inboxes, reconciliation_notes, logs, clock},
                       kKeeping, registry);
  clock.now = At(2000 + 15'000);
  next.Compare(std::stop_token());
  EXPECT_EQ(Sent().size(), 3U);
}

TEST_F(InboxReconcilerTest, OneTurnComparesPageAfterPageInTheOrderOfTheLastChanges) {
  documents.changes_limit = 1;
  for (const int second : {30, 10, 20}) {
    clock.now = At(second * 1000);
    ASSERT_TRUE(app.submit.Run(ThreeStepDraft(), std::nullopt));
  }
  clock.now = At(600'000);
  Compare();
  EXPECT_THAT(Sent(), ElementsAre("n:step:2:1:1:1:5", "n:step:3:1:1:1:5", "n:step:1:1:1:1:5"));
  EXPECT_EQ(documents.changes_asked.size(), 3U) << "the last page is known to be the last";
  EXPECT_EQ(reconciliation_notes.note.at, At(30'000));
  EXPECT_EQ(reconciliation_notes.note.id, 1);
}

TEST_F(InboxReconcilerTest, ALeaseThatIsLostEndsTheTurnBehindThePagesThatAreNoted) {
  documents.changes_limit = 1;
  for (const int second : {10, 20, 30}) {
    clock.now = At(second * 1000);
    ASSERT_TRUE(app.submit.Run(ThreeStepDraft(), std::nullopt));
  }
  inboxes.held = {"n:step:1:1:1:1:5", "n:step:2:1:1:1:5"};
  clock.now = At(600'000);
  reconciliation_notes.note.ends = logs.ends;
  reconciliation_notes.saves_left = 1;
  Compare();
  EXPECT_EQ(reconciliation_notes.note.id, 1);
  EXPECT_THAT(Sent(), ElementsAre());
  reconciliation_notes.saves_left = -1;
  Compare();
  EXPECT_EQ(reconciliation_notes.note.id, 3) << "the next turn begins where this one has come";
  EXPECT_THAT(Sent(), ElementsAre("n:step:3:1:1:1:5"));
}

TEST_F(InboxReconcilerTest, NothingIsSentByOneWhoHasLostTheLease) {
  DraftAndRefuse();
  clock.now = At(600'000);
  reconciliation_notes.note.ends = logs.ends;
  reconciliation_notes.saves_left = 0;
  Compare();
  EXPECT_THAT(Sent(), ElementsAre());
  EXPECT_EQ(reconciliation_notes.note.id, 0);
}

TEST_F(InboxReconcilerTest, InboxesThatLoseSomethingDuringATurnAreComparedFromTheBeginning) {
  DraftAndRefuse();
  clock.now = At(600'000);
  reconciliation_notes.note.store = "store-0";
  reconciliation_notes.note.at = At(100'000);
  reconciliation_notes.note.id = 7;
  Compare();
  EXPECT_EQ(Sent().size(), 3U) << "also what was compared before";
  EXPECT_EQ(reconciliation_notes.note.store, "store-1");
}

TEST_F(InboxReconcilerTest, FromTheBeginningMeansFromTheOldestMomentThatInboxesRemember) {
  DraftAndRefuse();
  clock.now = At(2000) + std::chrono::hours(29 * 24);
  reconciliation_notes.note.store = "store-0";
  reconciliation_notes.note.at = At(100'000);
  reconciliation_notes.note.id = 7;
  Compare();
  EXPECT_THAT(Sent(), UnorderedElementsAre(kSettled, kOutcome)) << "of that very moment";
}

// A inbox_reconciler of its own, whose thread runs.
class InboxReconcilerLoopTest : public InboxReconcilerTest {
 protected:
  InboxReconciler::Ports Ports() {
    return {documents, encoder, redelivery, inboxes, reconciliation_notes, logs, clock};
  }
  static bool Soon(const std::function<bool()>& happened) {
    return erp::test::Eventually(seconds(10), happened);
  }
  static void ExpectStopsAtOnce(InboxReconciler& inbox_reconciler) {
    auto stopped = std::async(std::launch::async, [&] { inbox_reconciler.Stop(); });
    EXPECT_EQ(stopped.wait_for(seconds(10)), std::future_status::ready);
  }
};

TEST_F(InboxReconcilerLoopTest, ATurnThatFailsIsFollowedByTheNext) {
  DraftAndRefuse();
  clock.now = At(600'000);
  inboxes.away = true;
  InboxReconciler inbox_reconciler(
      Ports(), {.period = milliseconds(1), .least_age = seconds(120), .timeout = milliseconds(1)},
      registry);
  inbox_reconciler.Start();
  EXPECT_TRUE(Soon([&] { return inboxes.asked >= 3; }));
  inboxes.away = false;
  EXPECT_TRUE(redelivery.UntilAsked());
  const int claims = reconciliation_notes.claims;
  EXPECT_TRUE(Soon([&] { return reconciliation_notes.claims >= claims + 2; })) << "and so on";
  inbox_reconciler.Stop();
  EXPECT_EQ(Sent().size(), 3U);
  EXPECT_EQ(reconciliation_notes.note.id, 1);
}

TEST_F(InboxReconcilerLoopTest, StopsWhileItWaitsForWhatIsOnlyLate) {
  DraftAndRefuse();
  clock.now = At(600'000);
  InboxReconciler inbox_reconciler(
      Ports(), {.least_age = seconds(120), .timeout = std::chrono::hours(1)}, registry);
  inbox_reconciler.Start();
  EXPECT_TRUE(Soon([&] { return inboxes.asked >= 2; }));
  ExpectStopsAtOnce(inbox_reconciler);
  EXPECT_THAT(Sent(), ElementsAre());
  EXPECT_EQ(reconciliation_notes.note.id, 0) << "the next one begins with the same page";
}

TEST_F(InboxReconcilerLoopTest, StopsBetweenItsTurns) {
  InboxReconciler inbox_reconciler(Ports(), {.period = std::chrono::hours(1)}, registry);
  inbox_reconciler.Start();
  EXPECT_TRUE(Soon([&] { return reconciliation_notes.claims >= 1; }));
  ExpectStopsAtOnce(inbox_reconciler);
  EXPECT_EQ(reconciliation_notes.claims, 1);
}

TEST(BusLoss, IsAnEndBeforeTheEndThatWasThereOrAnotherCluster) {
  const LogEnds before{"c", {{"a/0", 5}, {"a/1", 0}, {"b/0", 9}}};
  EXPECT_THAT(Shortened(before, before), ElementsAre());
  EXPECT_THAT(Shortened(before, {"c", {{"a/0", 6}, {"a/1", 2}, {"b/0", 9}, {"c/0", 1}}}),
              ElementsAre());
  EXPECT_THAT(Shortened(before, {"c", {{"a/0", 4}, {"a/1", 0}, {"b/0", 9}}}), ElementsAre("a/0"));
  EXPECT_THAT(Shortened(before, {"c", {{"a/0", 5}, {"a/1", 0}}}), ElementsAre("b/0"));
  EXPECT_THAT(Shortened(before, {"d", {{"a/0", 50}, {"a/1", 3}, {"b/0", 90}}}),
              ElementsAre("a/0", "b/0"));
  EXPECT_THAT(Shortened({}, before), ElementsAre()) << "the first look";
}

}  // namespace
}  // namespace erp::approval_request
