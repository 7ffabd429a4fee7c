// MongoDB was taken back to an earlier time; the arbiter, the bus and the ledger went on.
#include <algorithm>
#include <atomic>
#include <deque>
#include <map>

#include <gtest/gtest.h>

#include "approval-request/app/reconciliation.h"
#include "approval-request/app/use_cases.h"
#include "approval-request/domain/history.h"
#include "approval-request/store/form_files.h"
#include "support/environment.h"
#include "unit/request_fakes.h"

namespace erp::approval_request {
namespace {

using State = ReconciliationReport::State;
using std::chrono::milliseconds;
using test::At;

class FakeFloor final : public RequestIdFloor {
 public:
  void RaiseAbove(RequestId id) override { above = std::max(above, id); }
  RequestId above{};
};

class FakeArbiterDocuments final : public ArbiterDocuments {
 public:
  Page List(const std::string& cursor) override {
    if (away) throw Unavailable("the arbiter is away");
    Page page;
    // Two pages, and one document on both.
    listed = true;
    if (cursor.empty() || (endless && !deadline.Expired())) page.next = "7";
    for (const auto& [id, place] : places) page.places.push_back(place);
    return page;
  }
  bool Replace(const ArbiterPlace& seen) override {
    const auto known = places.find(seen.document);
    if (known == places.end()) return true;
    if (known->second.order != seen.order || known->second.n != seen.n) return false;
    places.erase(known);
    replaced.push_back(seen.document);
    return true;
  }
  std::map<RequestId, ArbiterPlace> places;
  std::vector<RequestId> replaced;
  bool away = false;
  // There is always one more page, for twenty seconds.
  bool endless = false;
  std::atomic<bool> listed{false};
  const Deadline deadline = Deadline::After(std::chrono::seconds(20));
};

class FakeArchive final : public BusArchive {
 public:
  void ReadOpened(Instant since, const std::function<void(const Opened&)>& visit) override {
    read_since = since;
    Read([&] {
      for (const auto& one : opened) visit(one);
    });
  }
  void ReadResults(Instant, const std::function<void(const Decided&)>& visit) override {
    Read([&] {
      for (const auto& one : results) visit({one, "t", one.id});
    });
  }
  // The read that begins again and again, for twenty seconds: 1 what was opened, 2 the results, 3
  // the results once more.
  int endless = 0;
  std::atomic<int> reads{0};
  bool exhausted = false;  // nobody stopped it
  std::vector<Opened> opened;
  std::vector<ArbitratedResult> results;
  Instant read_since{};

 private:
  void Read(const std::function<void()>& once) {
    const auto deadline = Deadline::After(std::chrono::seconds(20));
    const bool again = ++reads == endless;
    do {
      once();
      exhausted = again && deadline.Expired();
    } while (again && !exhausted);
  }
};

// Reached or not, and whether it was asked.
class WatchedProgress final : public ResultsProgress {
 public:
  explicit WatchedProgress(bool reached) : reached_(reached) {}
  std::int64_t Lag() override { return 0; }
  std::vector<std::int64_t> Ends() override { return {1}; }
  bool Reached(const std::vector<std::int64_t>&) override {
    asked = true;
    return reached_;
  }
  std::atomic<bool> asked{false};

 private:
  const bool reached_;
};

struct ReconciliationTest : testing::Test {
  test::FakeDocuments documents;
  test::CountingIds ids;
  test::FakePeople people;
  test::FakeDecisionClient decisions;
  test::PlainEncoder encoder;
  test::FakePublisher publisher;
  test::FixedClock clock;
  test::FakeProgress progress;
  test::FakeRedelivery redelivery;
  test::FakeSetAside set_aside;
  FormFiles forms{erp::test::SourceDir() / "proto/forms"};
  test::FakeReEmitJobStore jobs;
  test::FakeLeave leave;
  test::FakeWork work{documents};
  test::FakeMover mover;
  test::FakeLeaverFeed feed;
  test::FakeStandings standings;
  test::FakeInboxes inboxes;
  test::FakeReconciliationNotes reconciliation_notes;
  test::FakeBusLogs logs;
  test::FakeEpochs epochs;
  metrics::Registry registry;
  UseCases app{{documents,
                ids,
                people,
                forms,
                decisions,
                encoder,
                publisher,
                clock,
                progress,
                redelivery,
                leave,
                standings,
                set_aside,
                jobs,
                inboxes,
                reconciliation_notes,
                logs,
                registry,
                work,
                mover,
                feed,
                epochs,
                [this](const std::string&, const std::string& body) -> Result<ArbitratedResult> {
                  for (const auto& one : archive.results) {
                    if (one.id == body) return one;
                  }
                  return Error{ErrorCode::kInvalid, "unknown-event", "Not known here."};
                }}};
  FakeFloor floor;
  FakeArbiterDocuments arbiter;
  FakeArchive archive;
  Reconciliation reconciliation{{documents, floor, decisions, arbiter, archive, progress, leave,
                                 app.record, encoder, publisher, clock},
                                {.wait = milliseconds(50), .poll = milliseconds(1)}};

  Document Submitted() { return app.submit.Run(test::ThreeStepDraft(), std::nullopt)->document; }
  const Document& Stored(RequestId id) { return documents.stored.at(id); }

  ReconciliationReport Run() {
    EXPECT_TRUE(reconciliation.Start(At(0)));
    EXPECT_TRUE(erp::test::Eventually(
        std::chrono::seconds(20), [&] { return reconciliation.Last()->state != State::kRunning; }));
    return *reconciliation.Last();
  }
  // Both decisions that the arbiter has made on the first two steps.
  void TwoDecisionsOnTheBus(const Document& document) {
    auto first = test::NextDecision(document, true);
    auto second = first;
    second.n = 2;
    second.step = 2;
    second.actor = EmployeeId(9);
    second.id = "decision:second";
    archive.results = {first, second};
  }
};

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
