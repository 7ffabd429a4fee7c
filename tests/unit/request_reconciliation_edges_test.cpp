// What a reconciliation leaves alone, how often it tries, and what its report says.
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "approval-request/domain/reservation.h"
#include "unit/request_reconciliation_fixture.h"

namespace erp::approval_request {
namespace {

// Reached when the test says so; what happens meanwhile happens when it is asked.
class ScriptedProgress final : public ResultsProgress {
 public:
  explicit ScriptedProgress(std::function<void()> meanwhile) : meanwhile_(std::move(meanwhile)) {}
  std::int64_t Lag() override { return 0; }
  std::vector<std::int64_t> Ends() override { return {1}; }
  bool Reached(const std::vector<std::int64_t>&) override {
    meanwhile_();
    return true;
  }

 private:
  const std::function<void()> meanwhile_;
};

// An arbiter at which a document changes as often as it is replaced.
class RestlessArbiter final : public ArbiterDocuments {
 public:
  Page List(const std::string&) override { return {.places = {place}, .next = {}}; }
  bool Replace(const ArbiterPlace&) override { return ++replaced > refusals; }
  ArbiterPlace place;
  int refusals = 0;
  int replaced = 0;
};

TEST_F(ReconciliationTest, TheBusIsReadFromAnHourBeforeTheBackup) {
  ASSERT_TRUE(reconciliation.Start(At(7'200'000)));
  ASSERT_TRUE(erp::test::Eventually(
      std::chrono::seconds(20), [&] { return reconciliation.Last()->state != State::kRunning; }));
  EXPECT_EQ(archive.read_since, At(3'600'000));
  EXPECT_EQ(archive.results_since, At(3'600'000));
  EXPECT_EQ(reconciliation.Last()->backup_at, At(7'200'000));
}

TEST_F(ReconciliationTest, WhereNothingIsKnownNoIdIsPassedOver) {
  EXPECT_EQ(Run().ids_above, RequestId());
  EXPECT_EQ(floor.above, RequestId());
}

TEST_F(ReconciliationTest, AnIdThatIsNeverGivenOutRaisesNothing) {
  constexpr std::int64_t kLargest = 9007199254740991;  // that every client can read
  archive.opened = {{RequestId(INT64_MAX), 1, EmployeeId(3), "제목", 0},
                    {RequestId(kLargest + 1), 1, EmployeeId(3), "제목", 0},
                    {RequestId(kLargest), 1, EmployeeId(3), "제목", 0}};
  const auto report = Run();
  EXPECT_EQ(report.ids_above, RequestId(kLargest + 10000));
  ASSERT_EQ(report.unresolved.size(), 2U);
  EXPECT_EQ(report.unresolved[0].first, RequestId(INT64_MAX));
  EXPECT_EQ(report.unresolved[1].first, RequestId(kLargest + 1));
}

TEST_F(ReconciliationTest, OneRunAtATime) {
  archive.opened.emplace_back().document = RequestId(57);
  archive.endless = 1;
  ASSERT_TRUE(reconciliation.Start(At(0)));
  ASSERT_TRUE(
      erp::test::Eventually(std::chrono::seconds(20), [&] { return archive.reads.load() == 1; }));
  const auto second = reconciliation.Start(At(0));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().slug, "job-running");
  reconciliation.Stop();
}

TEST_F(ReconciliationTest, AfterAStopNoneBegins) {
  reconciliation.Stop();
  EXPECT_THROW((void)reconciliation.Start(At(0)), Unavailable);
  EXPECT_FALSE(reconciliation.Last());
}

TEST_F(ReconciliationTest, ANumberThatTheDocumentHasIsNotRefusedToAnotherResult) {
  const auto document = Submitted();
  ASSERT_TRUE(app.record.Run(test::NextDecision(document, true)));
  auto other = test::NextDecision(document, true);
  other.id = "decision:other";
  archive.results = {other};
  const auto version = Stored(document.id).version;
  const auto report = Run();
  EXPECT_EQ(report.refused, 0);
  EXPECT_EQ(Stored(document.id).version, version) << "it has come to that number";
}

TEST_F(ReconciliationTest, AResultThatDoesNotFitAnyMoreIsCountedAsRefused) {
  const auto document = Submitted();
  auto other_content = test::NextDecision(document, true);
  other_content.content_hash = "0";
  archive.results = {other_content};
  const auto report = Run();
  EXPECT_EQ(report.recorded, 0);
  EXPECT_EQ(report.refused, 1);
}

TEST_F(ReconciliationTest, ALostDocumentHasTheLatestRoundAndTheFirstNamesThatAreKnown) {
  const RequestId lost(57);
  archive.opened = {{lost, 2, EmployeeId(3), "두 번째", 480},
                    {lost, 1, EmployeeId(3), "첫 번째", 240}};
  arbiter.places[lost] = {.document = lost,
                          .round = 3,
                          .order = 9,
                          .requester = EmployeeId(4),
                          .title = "결재함의 제목"};
  const RequestId bare(58);
  arbiter.places[bare] = {.document = bare,
                          .round = 1,
                          .order = 1,
                          .requester = EmployeeId(4),
                          .title = "결재함의 제목"};
  leave.answer = {.applied = true};
  const auto report = Run();
  EXPECT_EQ(report.lost.at(lost).round, 3);
  EXPECT_EQ(report.lost.at(lost).requester, EmployeeId(3));
  EXPECT_EQ(report.lost.at(lost).title, "첫 번째");
  EXPECT_EQ(report.lost.at(bare).requester, EmployeeId(4));
  EXPECT_EQ(report.lost.at(bare).title, "결재함의 제목");
}

TEST_F(ReconciliationTest, OnlyLeaveIsGivenBackAndOfTheLastRound) {
  archive.opened = {{RequestId(57), 2, EmployeeId(3), "연차", 240},
                    {RequestId(58), 1, EmployeeId(3), "구매", 0}};
  leave.answer = {.applied = true};
  clock.now = At(9000);
  const auto report = Run();
  ASSERT_EQ(leave.operations.size(), 1U);
  EXPECT_EQ(leave.operations[0].document, RequestId(57));
  EXPECT_EQ(leave.operations[0].round, 2);
  EXPECT_EQ(leave.operations[0].employee, EmployeeId(3));
  EXPECT_EQ(leave.operations[0].kind, LeaveKind::kRelease);
  EXPECT_EQ(leave.operations[0].minutes, 240);
  EXPECT_EQ(leave.operations[0].at, At(9000));
  EXPECT_FALSE(report.lost.at(RequestId(58)).leave_given_back);
}

TEST_F(ReconciliationTest, LeaveThatWasTakenStaysTakenAndALedgerThatIsAwayIsUnresolved) {
  archive.opened = {{RequestId(57), 1, EmployeeId(3), "연차", 240}};
  leave.answer = {.applied = false, .refusal = "closed"};
  auto report = Run();
  EXPECT_FALSE(report.lost.at(RequestId(57)).leave_given_back);
  EXPECT_TRUE(report.unresolved.empty());
  leave.away = true;
  report = Run();
  ASSERT_EQ(report.unresolved.size(), 1U);
  EXPECT_EQ(report.unresolved[0].second, "leave: employee is away");
  EXPECT_EQ(report.state, State::kDone);
}

TEST_F(ReconciliationTest, WhatTheArbiterKeepsIsAwaitedAndTheDocumentGoesNowhere) {
  const auto document = Submitted();
  const auto decision = test::NextDecision(document, true);
  decisions.kept = {1};
  arbiter.places[document.id] = {.document = document.id, .round = 1, .order = 2, .n = 1};
  bool arrived = false;
  ScriptedProgress arriving([&] {
    if (!std::exchange(arrived, true)) {
      ASSERT_TRUE(app.record.Run(decision));
    }
  });
  Reconciliation patient{{documents, floor, decisions, arbiter, archive, arriving, leave,
                          app.record, encoder, publisher, clock},
                         {.wait = std::chrono::seconds(20), .poll = milliseconds(1)}};
  ASSERT_TRUE(patient.Start(At(0)));
  ASSERT_TRUE(erp::test::Eventually(std::chrono::seconds(10), [&] {
    return patient.Last()->state != State::kRunning;
  })) << "it has arrived: there is nothing to wait for";
  EXPECT_EQ(patient.Last()->state, State::kDone) << patient.Last()->unavailability;
  EXPECT_TRUE(patient.Last()->unresolved.empty());
  EXPECT_TRUE(patient.Last()->published.empty());
  EXPECT_EQ(Stored(document.id).applied, 1);
  EXPECT_EQ(decisions.asked_after, std::vector<std::int64_t>{0});
}

TEST_F(ReconciliationTest, WhatTheArbiterDoesNotKeepIsNotAwaited) {
  const auto document = Submitted();
  decisions.kept = {2};  // a later one, without the next
  arbiter.places[document.id] = {.document = document.id, .round = 1, .order = 3, .n = 2};
  const auto report = Run();
  EXPECT_EQ(report.published, std::vector<RequestId>{document.id});
  EXPECT_TRUE(report.unresolved.empty());
}

TEST_F(ReconciliationTest, WithoutAResultToAskForTheArbiterIsNotAsked) {
  const auto document = Submitted();
  arbiter.places[document.id] = {.document = document.id, .round = 1, .order = 7, .n = 0};
  const auto report = Run();
  EXPECT_EQ(report.published, std::vector<RequestId>{document.id});
  EXPECT_TRUE(decisions.asked_after.empty());
}

// A leave document whose round begins when its result comes for the second time, or never.
class SettledLater final : public test::FakeDocuments {
 public:
  Result<std::vector<Message>> Update(RequestId id, const ChangeFunction& change) override {
    if (++updates == settled_at) {
      auto& document = stored.at(id);
      document = After(document,
                       ApplyReservation(document, {.applied = true}, Reply::kToClient, At(1200)));
    }
    return FakeDocuments::Update(id, change);
  }
  int updates = 0;
  int settled_at = 0;
};

TEST_F(ReconciliationTest, AResultWhoseRoundHasYetToBeginIsAwaitedAWhile) {
  for (const int settled_at : {2, 0}) {
    SettledLater later;
    const auto submitted = test::LeaveSubmission(1);
    ASSERT_EQ(later.Insert(submitted, {}, std::nullopt), Documents::Inserted::kYes);
    const auto& begun = submitted.document;
    auto decision = test::NextDecision(
        After(begun, ApplyReservation(begun, {.applied = true}, Reply::kToClient, At(1200))), true);
    archive.results = {decision};
    later.settled_at = settled_at;
    RecordResult record(later, encoder, publisher, app.watch, app.stand_ins, app.epoch, clock);
    Reconciliation one{
        {later, floor, decisions, arbiter, archive, progress, leave, record, encoder, publisher,
         clock},
        {.wait = milliseconds(settled_at == 0 ? 50 : 20'000), .poll = milliseconds(1)}};
    ASSERT_TRUE(one.Start(At(0)));
    ASSERT_TRUE(erp::test::Eventually(std::chrono::seconds(20),
                                      [&] { return one.Last()->state != State::kRunning; }));
    EXPECT_EQ(one.Last()->state, State::kDone) << one.Last()->unavailability;
    EXPECT_EQ(one.Last()->recorded, settled_at == 0 ? 0 : 1);
    EXPECT_EQ(one.Last()->unresolved.size(), settled_at == 0 ? 1U : 0U);
  }
}

TEST_F(ReconciliationTest, ALostDocumentIsReplacedFiveTimesAtMost) {
  for (const int refusals : {4, 5}) {
    RestlessArbiter restless;
    restless.place = {.document = RequestId(57), .round = 1, .order = 1};
    restless.refusals = refusals;
    Reconciliation one{{documents, floor, decisions, restless, archive, progress, leave, app.record,
                        encoder, publisher, clock},
                       {.wait = milliseconds(50), .poll = milliseconds(1)}};
    ASSERT_TRUE(one.Start(At(0)));
    ASSERT_TRUE(erp::test::Eventually(std::chrono::seconds(20),
                                      [&] { return one.Last()->state != State::kRunning; }));
    EXPECT_EQ(restless.replaced, 5);
    EXPECT_EQ(one.Last()->unresolved.size(), refusals == 4 ? 0U : 1U);
  }
}

TEST_F(ReconciliationTest, ThePlaceOfADocumentThatIsThereIsNotReplaced) {
  const auto document = Submitted();
  arbiter.places[document.id] = {
      .document = document.id, .round = 1, .order = document.order, .n = 0};
  const auto report = Run();
  EXPECT_TRUE(report.lost.empty());
  EXPECT_TRUE(arbiter.replaced.empty());
  EXPECT_TRUE(report.published.empty());
}

}  // namespace
}  // namespace erp::approval_request
