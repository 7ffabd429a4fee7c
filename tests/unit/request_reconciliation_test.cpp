// MongoDB was taken back to an earlier time; the arbiter, the bus and the ledger went on.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "approval-request/domain/history.h"
#include "unit/request_reconciliation_fixture.h"

namespace erp::approval_request {
namespace {

TEST_F(ReconciliationTest, ResultsThatTheBusStillKeepsAreRecordedAgain) {
  const auto document = Submitted();
  TwoDecisionsOnTheBus(document);
  arbiter.places[document.id] = {.document = document.id, .round = 1, .order = 3, .n = 2};
  const auto report = Run();
  EXPECT_EQ(report.state, State::kDone) << report.unavailability;
  EXPECT_EQ(report.recorded, 2);
  EXPECT_EQ(Stored(document.id).applied, 2);
  EXPECT_EQ(Stored(document.id).order, 3);
  EXPECT_EQ(Stored(document.id).open_step, 3);
  EXPECT_TRUE(report.published.empty()) << "both sides are the same again";
  EXPECT_TRUE(arbiter.replaced.empty());
  const auto again = Run();
  EXPECT_EQ(again.recorded, 0) << "a repeat changes nothing";
  EXPECT_EQ(Stored(document.id).version, 3);
}

TEST_F(ReconciliationTest, OfTwoResultsWithOneNumberTheOneOfTheLaterEpochIsRecorded) {
  const auto document = Submitted();
  auto forgotten = test::NextDecision(document, false);
  forgotten.id = "decision:forgotten";
  forgotten.epoch = 1;
  auto counted = test::NextDecision(document, true);
  counted.epoch = 2;
  archive.results = {forgotten, counted};
  epochs.state = {.announced = 3, .in_force = 3};
  EXPECT_EQ(Run().recorded, 1);
  EXPECT_TRUE(Shows(Stored(document.id), counted.id)) << "although a later epoch is in force";
  EXPECT_EQ(Stored(document.id).open_step, 2);
}

TEST_F(ReconciliationTest, ADocumentGoesOnBeyondWhatNothingKeeps) {
  const auto document = Submitted();
  arbiter.places[document.id] = {.document = document.id, .round = 1, .order = 7, .n = 4};
  publisher.published.clear();
  const auto report = Run();
  EXPECT_EQ(report.state, State::kDone) << report.unavailability;
  EXPECT_EQ(report.published, (std::vector<RequestId>{document.id}));
  const auto& stored = Stored(document.id);
  EXPECT_EQ(stored.applied, 4) << "numbers that were given out are used up";
  EXPECT_EQ(stored.order, 8) << "above everything that the arbiter has seen";
  EXPECT_EQ(OpenStep(stored)->attempt, 2) << "nothing decided about the one before counts";
  EXPECT_EQ(arbiter.replaced, (std::vector<RequestId>{document.id}));
  ASSERT_FALSE(publisher.published.empty());
  EXPECT_EQ(documents.audit[document.id].back().action, kReconciled);
  EXPECT_EQ(
      FirstBroken(document.id, stored.version, stored.audit_head, documents.audit[document.id]),
      std::nullopt);
  auto next = test::NextDecision(stored, true);
  EXPECT_EQ(next.n, 5);
  EXPECT_EQ(*app.record.Run(next), RecordResult::Recorded::kApplied);
}

TEST_F(ReconciliationTest, TheNotificationsOfAReconciledDocumentAreMadeAgainFromItsTrail) {
  const auto document = Submitted();
  arbiter.places[document.id] = {.document = document.id, .round = 1, .order = 7, .n = 4};
  Run();
  std::vector<std::string> told;
  for (const auto& event : NotificationsOf(Stored(document.id), documents.audit[document.id])) {
    told.push_back(encoder.Encode(event).id);
  }
  std::string second = "n:step:";
  second += document.id.str();
  second += ":1:1:2:5";
  EXPECT_EQ(std::count(told.begin(), told.end(), second), 1);
}

TEST_F(ReconciliationTest, ALaterRoundAtTheArbiterIsReplacedByTheOneThatIsLeft) {
  const auto document = Submitted();
  ASSERT_TRUE(app.record.Run(test::NextRecall(Stored(document.id), "날짜")));
  const auto before = Stored(document.id);
  arbiter.places[document.id] = {.document = document.id,
                                 .round = 2,
                                 .ended = 1,
                                 .order = before.order + 1,
                                 .n = before.applied};
  const auto report = Run();
  EXPECT_EQ(report.published, (std::vector<RequestId>{document.id}));
  EXPECT_EQ(arbiter.replaced, (std::vector<RequestId>{document.id}));
  EXPECT_EQ(Stored(document.id).state, DocumentState::kRecalled);
  EXPECT_EQ(Stored(document.id).order, before.order + 2);
}

TEST_F(ReconciliationTest, AResultOnItsWayIsNotTakenForLost) {
  const auto document = Submitted();
  decisions.kept = {1};
  arbiter.places[document.id] = {.document = document.id, .round = 1, .order = 1, .n = 1};
  const auto report = Run();
  EXPECT_EQ(report.state, State::kDone);
  EXPECT_TRUE(report.published.empty());
  EXPECT_EQ(Stored(document.id).applied, 0) << "its number is kept for it";
  ASSERT_EQ(report.unresolved.size(), 1U);
  EXPECT_EQ(report.unresolved[0].first, document.id);
}

TEST_F(ReconciliationTest, WhatTheBusHasNotGivenOutYetFailsTheRunInsteadOfUsingItUp) {
  const auto document = Submitted();
  progress.reached = false;
  arbiter.places[document.id] = {.document = document.id, .round = 1, .order = 1, .n = 1};
  const auto report = Run();
  EXPECT_EQ(report.state, State::kFailed);
  EXPECT_FALSE(report.unavailability.empty());
  EXPECT_EQ(Stored(document.id).applied, 0);
}

TEST_F(ReconciliationTest, LostDocumentsAreListedDroppedAndTheirLeaveGivenBack) {
  archive.opened = {{RequestId(57), 1, EmployeeId(3), "잃은 연차", 480}};
  auto decided = test::NextDecision(Submitted(), true);
  decided.document = RequestId(60);
  archive.results = {decided};
  arbiter.places[RequestId(57)] = {.document = RequestId(57), .round = 1, .order = 1};
  arbiter.places[RequestId(60)] = {
      .document = RequestId(60), .round = 1, .order = 2, .n = 1, .requester = EmployeeId(4)};
  leave.answer = {.applied = true};
  const auto report = Run();
  EXPECT_EQ(report.state, State::kDone) << report.unavailability;
  ASSERT_EQ(report.lost.size(), 2U);
  const auto& leave_document = report.lost.at(RequestId(57));
  EXPECT_EQ(leave_document.title, "잃은 연차");
  EXPECT_EQ(leave_document.requester, EmployeeId(3));
  EXPECT_TRUE(leave_document.leave_given_back);
  EXPECT_EQ(report.lost.at(RequestId(60)).results, 1);
  EXPECT_EQ(report.lost.at(RequestId(60)).requester, EmployeeId(4));
  EXPECT_EQ(arbiter.replaced.size(), 2U) << "nobody decides on them any more";
}

TEST_F(ReconciliationTest, IdsGoOnAboveEverythingThatAnythingKnows) {
  const auto document = Submitted();
  arbiter.places[RequestId(900)] = {.document = RequestId(900), .round = 1, .order = 1};
  archive.opened = {{RequestId(901), 1, EmployeeId(3), "제목", 0}};
  auto decided = test::NextDecision(document, true);
  decided.document = RequestId(902);
  archive.results = {decided};
  const auto report = Run();
  EXPECT_EQ(report.ids_above, RequestId(10902));
  EXPECT_EQ(floor.above, RequestId(10902));
}

TEST_F(ReconciliationTest, StoppingEndsItWhereverItReads) {
  const auto document = Submitted();
  TwoDecisionsOnTheBus(document);
  archive.opened.emplace_back().document = document.id;
  for (const int read : {1, 2, 3}) {
    archive.reads = 0;
    archive.endless = read;
    Reconciliation stopped{{documents, floor, decisions, arbiter, archive, progress, leave,
                            app.record, encoder, publisher, clock},
                           {.wait = milliseconds(50), .poll = milliseconds(1)}};
    ASSERT_TRUE(stopped.Start(At(0)));
    ASSERT_TRUE(erp::test::Eventually(std::chrono::seconds(20),
                                      [&] { return archive.reads.load() == read; }));
    stopped.Stop();
    EXPECT_EQ(stopped.Last()->state, State::kFailed) << read;
    EXPECT_EQ(stopped.Last()->unavailability, "the daemon is stopping") << read;
    EXPECT_FALSE(archive.exhausted) << read;
  }
}

TEST_F(ReconciliationTest, StoppingEndsItWhileTheArbiterLists) {
  arbiter.endless = true;
  ASSERT_TRUE(reconciliation.Start(At(0)));
  ASSERT_TRUE(
      erp::test::Eventually(std::chrono::seconds(20), [&] { return arbiter.listed.load(); }));
  reconciliation.Stop();
  EXPECT_EQ(reconciliation.Last()->state, State::kFailed);
  EXPECT_EQ(reconciliation.Last()->unavailability, "the daemon is stopping");
}

TEST_F(ReconciliationTest, StoppingEndsItWhileItWaits) {
  const auto document = Submitted();
  arbiter.places[document.id] = {.document = document.id, .round = 1, .order = 1, .n = 1};
  decisions.kept = {1};
  // For what the bus has not given out, and for a result that the arbiter keeps.
  for (const bool reached : {false, true}) {
    WatchedProgress watched(reached);
    Reconciliation stopped{{documents, floor, decisions, arbiter, archive, watched, leave,
                            app.record, encoder, publisher, clock},
                           {.wait = std::chrono::seconds(20), .poll = milliseconds(1)}};
    ASSERT_TRUE(stopped.Start(At(0)));
    ASSERT_TRUE(
        erp::test::Eventually(std::chrono::seconds(20), [&] { return watched.asked.load(); }));
    stopped.Stop();
    EXPECT_EQ(stopped.Last()->state, State::kFailed) << reached;
    EXPECT_EQ(stopped.Last()->unavailability, "the daemon is stopping") << reached;
    EXPECT_TRUE(stopped.Last()->unresolved.empty()) << reached;
  }
}

TEST_F(ReconciliationTest, AFailedRunSaysWhyAndMayBeRepeated) {
  arbiter.away = true;
  EXPECT_EQ(Run().state, State::kFailed);
  EXPECT_EQ(reconciliation.Last()->unavailability, "the arbiter is away");
  arbiter.away = false;
  EXPECT_EQ(Run().state, State::kDone);
}

}  // namespace
}  // namespace erp::approval_request
