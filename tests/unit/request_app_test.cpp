#include <thread>

#include <gtest/gtest.h>

#include "unit/request_app_fixture.h"

namespace erp::approval_request {
namespace {

const Viewer kTrusted{.trusted = true};

using test::At;
using test::ThreeStepDraft;

struct ApprovalAppTest : test::AppTest {
  Document Submitted() { return app.submit.Run(ThreeStepDraft(), std::nullopt)->document; }
  Document Stored(RequestId id) { return documents.stored.at(id); }
};

using SubmitTest = ApprovalAppTest;

TEST_F(SubmitTest, StoresAndThenPublishesTheSameMessages) {
  const auto submitted = app.submit.Run(ThreeStepDraft(), std::nullopt);
  ASSERT_TRUE(submitted);
  EXPECT_FALSE(submitted->replayed);
  EXPECT_EQ(Stored(RequestId(1)), submitted->document);
  ASSERT_EQ(publisher.published.size(), 2U);
  EXPECT_EQ(publisher.published[0].second, "step:1:1:1:1");
  EXPECT_EQ(documents.outbox.size(), 2U);
}

TEST_F(SubmitTest, ARuleThatIsBrokenStoresNothingAndAsksNobody) {
  auto draft = ThreeStepDraft();
  draft.line[0].approver = draft.requester;
  EXPECT_FALSE(app.submit.Run(draft, std::nullopt));
  EXPECT_TRUE(documents.stored.empty());
  EXPECT_TRUE(people.calls.empty());
}

TEST_F(SubmitTest, SomebodyUnknownIsRefusedWithTheirPlace) {
  auto draft = ThreeStepDraft();
  draft.line[2].approver = EmployeeId(99);
  const auto submitted = app.submit.Run(draft, std::nullopt);
  ASSERT_FALSE(submitted);
  EXPECT_EQ(submitted.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(submitted.error().fields.at(0).pointer, "/steps/2/approverId");
  EXPECT_TRUE(documents.stored.empty());
}

TEST_F(SubmitTest, WhileEmployeeIsAwayUnknownPeopleAreUnavailableAndNothingIsStored) {
  people.away = true;
  EXPECT_THROW(app.submit.Run(ThreeStepDraft(), "k"), Unavailable);
  EXPECT_TRUE(documents.stored.empty());
}

TEST_F(SubmitTest, WhileEmployeeIsAwayKnownPeopleCanGoOn) {
  Submitted();
  people.away = true;
  EXPECT_TRUE(app.submit.Run(ThreeStepDraft(), std::nullopt));
}

TEST_F(SubmitTest, TheSameKeyGivesTheSameDocumentOnce) {
  const auto first = app.submit.Run(ThreeStepDraft(), "k");
  const auto second = app.submit.Run(ThreeStepDraft(), "k");
  ASSERT_TRUE(first && second);
  EXPECT_EQ(second->document.id, first->document.id);
  EXPECT_TRUE(second->replayed);
  EXPECT_EQ(documents.stored.size(), 1U);
  EXPECT_EQ(publisher.published.size(), 2U);
}

TEST_F(SubmitTest, TheSameKeyWithAnotherBodyIsRefused) {
  ASSERT_TRUE(app.submit.Run(ThreeStepDraft(), "k"));
  auto other = ThreeStepDraft();
  other.texts.title = "다른 제목";
  const auto refused = app.submit.Run(other, "k");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kKeyReused);
}

TEST_F(SubmitTest, TheSameKeyOfAnotherDrafterIsAnotherKey) {
  ASSERT_TRUE(app.submit.Run(ThreeStepDraft(), "k"));
  auto other = ThreeStepDraft();
  other.requester = EmployeeId(9);
  other.line = {{1, EmployeeId(5)}};
  const auto submitted = app.submit.Run(other, "k");
  ASSERT_TRUE(submitted);
  EXPECT_FALSE(submitted->replayed);
}

TEST_F(SubmitTest, ARepeatIsAnsweredEvenWhenSomebodyHasLeftOrEmployeeIsAway) {
  const auto first = app.submit.Run(ThreeStepDraft(), "k");
  ASSERT_TRUE(first);
  UseCases fresh{AllPorts()};
  people.people.erase(EmployeeId(7));
  const auto second = fresh.submit.Run(ThreeStepDraft(), "k");
  ASSERT_TRUE(second);
  EXPECT_EQ(second->document.id, first->document.id);
  people.away = true;
  UseCases fresher{AllPorts()};
  EXPECT_TRUE(fresher.submit.Run(ThreeStepDraft(), "k"));
}

TEST_F(SubmitTest, AnIdThatIsTakenIsPassedOver) {
  Submitted();
  ids.next = 1;
  const auto submitted = app.submit.Run(ThreeStepDraft(), std::nullopt);
  ASSERT_TRUE(submitted);
  EXPECT_EQ(submitted->document.id, RequestId(2));
}

TEST_F(SubmitTest, ThreeIdsThatAreTakenAreTooMany) {
  for (int i = 0; i < 3; ++i) Submitted();
  ids.next = 2;  // 2 and 3 are taken
  EXPECT_EQ(Submitted().id, RequestId(4));
  ids.next = 1;
  EXPECT_THROW(app.submit.Run(ThreeStepDraft(), std::nullopt), Unavailable);
  EXPECT_EQ(ids.next, 4);
  EXPECT_EQ(documents.stored.size(), 4U);
}

TEST_F(SubmitTest, AnUnknownOutcomeIsReadAgain) {
  documents.insert_late_fault = [] { throw Unavailable("confirmation is late"); };
  const auto submitted = app.submit.Run(ThreeStepDraft(), std::nullopt);
  ASSERT_TRUE(submitted);
  EXPECT_EQ(publisher.published.size(), 2U);
  documents.insert_fault = [] { throw Unavailable("never arrived"); };
  EXPECT_THROW(app.submit.Run(ThreeStepDraft(), std::nullopt), Unavailable);
  EXPECT_EQ(documents.stored.size(), 1U);
}

using RecordTest = ApprovalAppTest;

TEST_F(RecordTest, AppliesTheNextResultOnce) {
  const auto document = Submitted();
  publisher.published.clear();
  const auto decision = test::NextDecision(document, true);
  EXPECT_EQ(*app.record.Run(decision), RecordResult::Recorded::kApplied);
  EXPECT_EQ(publisher.published.size(), 3U);
  EXPECT_EQ(*app.record.Run(decision), RecordResult::Recorded::kDuplicate);
  EXPECT_EQ(publisher.published.size(), 3U);
  EXPECT_EQ(Stored(document.id).version, 2);
}

TEST_F(RecordTest, AResultThatIsAheadWaits) {
  auto decision = test::NextDecision(Submitted(), true);
  decision.n = 2;
  EXPECT_THROW(app.record.Run(decision), Unavailable);
}

TEST_F(RecordTest, OnlyAnUnknownDocumentIsNotRecorded) {
  auto unknown = test::NextDecision(Submitted(), true);
  unknown.document = RequestId(77);
  EXPECT_EQ(app.record.Run(unknown).error().slug, "document-not-found");
}

TEST_F(RecordTest, WhatTheDocumentRefusesIsRecordedOnceAndNotified) {
  const auto document = Submitted();
  publisher.published.clear();
  auto foreign = test::NextDecision(document, true);
  foreign.actor = EmployeeId(7);
  EXPECT_EQ(*app.record.Run(foreign), RecordResult::Recorded::kRefused);
  const auto stored = Stored(document.id);
  EXPECT_EQ(stored.version, 2);
  EXPECT_EQ(stored.applied, 1);
  EXPECT_EQ(publisher.published.size(), 4U);
  EXPECT_EQ(*app.record.Run(foreign), RecordResult::Recorded::kDuplicate);
  EXPECT_EQ(Stored(document.id), stored);
  EXPECT_EQ(publisher.published.size(), 4U);
}

TEST_F(RecordTest, AResultOfAnEpochThatIsOverCountsNoMoreAndStandsInNobodysWay) {
  const auto document = Submitted();
  epochs.state = {.announced = 8, .in_force = 8};
  auto late = test::NextDecision(document, true);
  late.epoch = 7;
  publisher.published.clear();
  EXPECT_EQ(*app.record.Run(late), RecordResult::Recorded::kRefused);
  const auto stored = Stored(document.id);
  EXPECT_EQ(stored.refused.at(0).reason, "earlier-epoch");
  EXPECT_EQ(stored.applied, 0) << "its number is the next one's";
  EXPECT_EQ(OpenStep(stored)->attempt, 1) << "the same attempt, which may be decided already";
  EXPECT_EQ(publisher.published.size(), 2U) << "the arbiter learns the version, the decider why";
  EXPECT_EQ(*app.record.Run(late), RecordResult::Recorded::kDuplicate);
  // The same command, repeated by its client, or another one.
  late.epoch = 8;
  EXPECT_EQ(*app.record.Run(late), RecordResult::Recorded::kApplied);
  late.epoch = 7;
  EXPECT_EQ(*app.record.Run(late), RecordResult::Recorded::kDuplicate);
}

TEST_F(RecordTest, WhatWasRecordedBeforeItsEpochEndedIsARepeat) {
  const auto document = Submitted();
  auto decision = test::NextDecision(document, true);
  decision.epoch = 7;
  epochs.state = {.announced = 8, .in_force = 7};
  EXPECT_EQ(*app.record.Run(decision), RecordResult::Recorded::kApplied) << "only announced";
  epochs.state.in_force = 8;
  EXPECT_EQ(*app.record.Run(decision), RecordResult::Recorded::kDuplicate);
}

TEST_F(RecordTest, ALaterEpochThanAStoreRemembersIsNotOver) {
  auto decision = test::NextDecision(Submitted(), true);
  epochs.state = {.announced = 3, .in_force = 3};  // MongoDB was taken back
  decision.epoch = 7;
  EXPECT_EQ(*app.record.Run(decision), RecordResult::Recorded::kApplied);
}

TEST_F(RecordTest, TheEpochIsAskedForAtMostAFewTimesASecond) {
  for (int i = 0; i < 20; ++i) {
    auto decision = test::NextDecision(Submitted(), true);
    decision.epoch = 7;
    ASSERT_EQ(*app.record.Run(decision), RecordResult::Recorded::kApplied);
  }
  EXPECT_LT(epochs.asked, 20);
  EXPECT_GE(epochs.asked, 1);
}

TEST_F(RecordTest, ANumberThatAnotherResultHasIsRefusedAndUsesUpNone) {
  const auto document = Submitted();
  auto decision = test::NextDecision(document, true);
  ASSERT_TRUE(app.record.Run(decision));
  decision.id = "decision:another";
  EXPECT_EQ(*app.record.Run(decision), RecordResult::Recorded::kRefused);
  EXPECT_EQ(Stored(document.id).applied, 1);
  EXPECT_EQ(Stored(document.id).refused.at(0).reason, "result-number-taken");
  EXPECT_EQ(*app.record.Run(decision), RecordResult::Recorded::kDuplicate);
}

TEST_F(RecordTest, NobodyWaitsForARefusedResultAsIfItWereShown) {
  const auto document = Submitted();
  auto foreign = test::NextDecision(document, true);
  foreign.actor = EmployeeId(7);
  auto ticket = app.watch.Join(document.id);
  ASSERT_TRUE(app.record.Run(foreign));
  EXPECT_FALSE(ticket->Wait(foreign.id, Deadline::After(std::chrono::milliseconds(1))));
}

using DecideTest = ApprovalAppTest;

TEST_F(DecideTest, WaitsUntilTheResultWasApplied) {
  const auto document = Submitted();
  const auto decision = test::NextDecision(document, true);
  std::jthread consumer;
  decisions.answer = [&](const DecisionCommand&) {
    consumer = std::jthread([&] { ASSERT_TRUE(app.record.Run(decision)); });
    return Receipt{decision.id, "approved"};
  };
  const auto outcome =
      app.decide.Run({.document = document.id, .approver = EmployeeId(5)}, kTrusted);
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->shown);
}

TEST_F(DecideTest, DoesNotMissAResultThatComesBeforeTheReceipt) {
  const auto document = Submitted();
  const auto decision = test::NextDecision(document, true);
  documents.find_fault = [] { throw Unavailable("only the watch may tell"); };
  decisions.answer = [&](const DecisionCommand&) {
    EXPECT_TRUE(app.record.Run(decision));
    return Receipt{decision.id, "approved"};
  };
  const auto outcome =
      app.decide.Run({.document = document.id, .approver = EmployeeId(5)}, kTrusted);
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->shown);
}

TEST_F(DecideTest, SeesByLookingWhatAnotherReplicaApplied) {
  const auto document = Submitted();
  const auto decision = test::NextDecision(document, true);
  decisions.answer = [&](const DecisionCommand&) {
    const auto change = ApplyResult(document, decision, At(2000));
    documents.stored[document.id] = After(document, *change);
    return Receipt{decision.id, "approved"};
  };
  const auto outcome =
      app.decide.Run({.document = document.id, .approver = EmployeeId(5)}, kTrusted);
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->shown);
}

TEST_F(DecideTest, SaysSoWhenTheDocumentDoesNotShowItInTime) {
  const auto document = Submitted();
  decisions.answer = [](const DecisionCommand&) { return Receipt{"decision:x", "approved"}; };
  DecideStep hurried(documents, decisions, app.watch, std::chrono::milliseconds(50));
  const auto outcome = hurried.Run({.document = document.id, .approver = EmployeeId(5)}, kTrusted);
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->shown);
}

TEST_F(DecideTest, ARefusalIsPassedOn) {
  decisions.answer = [](const DecisionCommand&) -> Result<Receipt> {
    return Error{ErrorCode::kConflict, "step-not-open", "no"};
  };
  const auto outcome =
      app.decide.Run({.document = RequestId(1), .approver = EmployeeId(5)}, kTrusted);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().slug, "step-not-open");
}

TEST_F(DecideTest, TheVersionThatTheClientSawIsTheArbitersToJudge) {
  const auto document = Submitted();
  decisions.answer = [](const DecisionCommand&) -> Result<Receipt> {
    return Error{ErrorCode::kPreconditionFailed, "version-mismatch", "no"};
  };
  const auto outcome =
      app.decide.Run({.document = document.id, .approver = EmployeeId(5), .version = 7}, kTrusted);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().slug, "version-mismatch");
  EXPECT_EQ(decisions.commands.at(0).version, 7);
}

TEST_F(DecideTest, ARepeatIsAnsweredAsTheFirstTimeWhateverVersionItNames) {
  const auto document = Submitted();
  const auto decision = test::NextDecision(document, true);
  ASSERT_TRUE(app.record.Run(decision));
  ASSERT_EQ(Stored(document.id).version, 2);
  decisions.answer = [&](const DecisionCommand&) { return Receipt{decision.id, "approved", true}; };
  const auto outcome =
      app.decide.Run({.document = document.id, .approver = EmployeeId(5), .version = 1}, kTrusted);
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->shown);
  EXPECT_TRUE(outcome->receipt.replayed);
}

TEST_F(DecideTest, ARepeatThatTheDocumentDoesNotShowYetIsNotSaidToBeShown) {
  const auto document = Submitted();
  const auto decision = test::NextDecision(document, true);
  decisions.answer = [&](const DecisionCommand&) { return Receipt{decision.id, "approved", true}; };
  DecideStep hurried(documents, decisions, app.watch, std::chrono::milliseconds(50));
  const auto outcome = hurried.Run({.document = document.id, .approver = EmployeeId(5)}, kTrusted);
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->receipt.replayed);
  EXPECT_FALSE(outcome->shown);
}

TEST_F(DecideTest, WithoutTimeToWaitOnlyARepeatIsLookedUp) {
  const auto document = Submitted();
  const auto decision = test::NextDecision(document, true);
  ASSERT_TRUE(app.record.Run(decision));
  DecideStep hurried(documents, decisions, app.watch, std::chrono::milliseconds(0));
  const auto shown = [&](bool replayed) {
    decisions.answer = [&decision, replayed](const DecisionCommand&) {
      return Receipt{decision.id, "approved", replayed};
    };
    documents.finds = 0;
    return hurried.Run({.document = document.id, .approver = EmployeeId(5)}, kTrusted)->shown;
  };
  EXPECT_TRUE(shown(true));
  EXPECT_EQ(documents.finds, 1);
  EXPECT_FALSE(shown(false));
  EXPECT_EQ(documents.finds, 0);
}

TEST_F(DecideTest, OnlyARefusalForTheStateIsExplainedByTheVersion) {
  const auto document = Submitted();
  ErrorCode code = ErrorCode::kInvalid;
  decisions.answer = [&](const DecisionCommand&) -> Result<Receipt> {
    return Error{code, "first", "no"};
  };
  const auto slug = [&](RequestId id, std::optional<std::int64_t> version) {
    documents.finds = 0;
    return app.decide.Run({.document = id, .approver = EmployeeId(5), .version = version}, kTrusted)
        .error()
        .slug;
  };
  for (const auto other : {ErrorCode::kInvalid, ErrorCode::kKeyReused, ErrorCode::kTooMany}) {
    code = other;
    EXPECT_EQ(slug(document.id, 7), "first");
    EXPECT_EQ(documents.finds, 0);
  }
  for (const auto state : {ErrorCode::kConflict, ErrorCode::kNotFound}) {
    code = state;
    EXPECT_EQ(slug(document.id, 7), "version-mismatch");
    EXPECT_EQ(slug(document.id, 1), "first");
    EXPECT_EQ(slug(RequestId(99), 7), "document-not-found");
    EXPECT_EQ(slug(document.id, std::nullopt), "first");
    EXPECT_EQ(documents.finds, 0);
  }
}

TEST_F(DecideTest, ARefusalOfADocumentThatHasMovedOnSaysSo) {
  const auto document = Submitted();
  decisions.answer = [](const DecisionCommand&) -> Result<Receipt> {
    return Error{ErrorCode::kConflict, "already-decided", "no"};
  };
  const auto slug = [&](std::int64_t version) {
    return app.decide
        .Run({.document = document.id, .approver = EmployeeId(5), .version = version}, kTrusted)
        .error()
        .slug;
  };
  EXPECT_EQ(slug(1), "already-decided");
  EXPECT_EQ(slug(7), "version-mismatch");
  documents.find_fault = [] { throw Unavailable("mongo is away"); };
  EXPECT_EQ(slug(7), "already-decided");
}

TEST_F(DecideTest, BeyondTheLastPlaceNobodyWaits) {
  const auto document = Submitted();
  decisions.answer = [](const DecisionCommand&) { return Receipt{"decision:x", "approved"}; };
  ResultWatch full(1);
  const auto taken = full.Join(document.id);
  DecideStep decide(documents, decisions, full, std::chrono::hours(1));
  const auto outcome = decide.Run({.document = document.id, .approver = EmployeeId(5)}, kTrusted);
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->shown);
}

TEST_F(DecideTest, SixteenMayWaitAndTheNextOneIsAnsweredAtOnce) {
  const auto document = Submitted();
  decisions.answer = [](const DecisionCommand&) { return Receipt{"decision:x", "approved"}; };
  decisions.recall_answer = [](const RecallCommand&) { return Receipt{"recall:x", "recalled"}; };
  std::vector<ResultWatch::Ticket> waiting;
  while (auto ticket = app.watch.Join(document.id)) waiting.push_back(*std::move(ticket));
  EXPECT_EQ(waiting.size(), 16U);
  DecideStep decide(documents, decisions, app.watch, std::chrono::hours(1));
  const auto decided = decide.Run({.document = document.id, .approver = EmployeeId(5)}, kTrusted);
  ASSERT_TRUE(decided);
  EXPECT_FALSE(decided->shown);
  RecallDocument recall(documents, decisions, app.watch, std::chrono::hours(1));
  const auto recalled = recall.Run({.document = document.id, .requester = EmployeeId(3)}, kTrusted);
  ASSERT_TRUE(recalled);
  EXPECT_FALSE(recalled->shown);
}

TEST_F(DecideTest, ARecallWaitsUntilTheDocumentShowsIt) {
  const auto document = Submitted();
  const auto result = test::NextRecall(document);
  std::jthread consumer;
  decisions.recall_answer = [&](const RecallCommand&) {
    consumer = std::jthread([&] { ASSERT_TRUE(app.record.Run(result)); });
    return Receipt{result.id, "recalled"};
  };
  const auto outcome =
      app.recall.Run({.document = document.id, .requester = EmployeeId(3), .version = 1}, kTrusted);
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->shown);
  EXPECT_EQ(Stored(document.id).state, DocumentState::kRecalled);
}

using ReEmitTest = ApprovalAppTest;

TEST_F(ReEmitTest, SendsWhatWasPublishedInTheTimeAndOnlyThat) {
  const auto document = Submitted();
  clock.now = At(5000);
  ASSERT_TRUE(app.record.Run(test::NextDecision(document, false)));
  const auto counts = app.reemit.Run(At(1000), At(5000));
  EXPECT_EQ(counts.documents, 1);
  EXPECT_EQ(counts.notifications, 1);
  ASSERT_EQ(redelivery.delivered.size(), 1U);
  EXPECT_EQ(redelivery.delivered[0].body, documents.outbox[1].body);
  EXPECT_EQ(app.reemit.Run(At(5000), At(5001)).notifications, 2);
  EXPECT_EQ(app.reemit.Run(At(5001), At(9000)).documents, 0);
}

TEST_F(ReEmitTest, IsUnavailableWhenTheBusIsAwayOrTheDaemonStops) {
  Submitted();
  redelivery.away = true;
  EXPECT_THROW(app.reemit.Run(At(0), At(5000)), Unavailable);
  redelivery.away = false;
  app.reemit.Cancel();
  EXPECT_THROW(app.reemit.Run(At(0), At(5000)), Unavailable);
  EXPECT_TRUE(redelivery.delivered.empty());
}

// What a job has become once it has ended.
ReEmitJob Ended(ReEmitJobs& jobs, const std::string& id) {
  const auto deadline = Deadline::After(std::chrono::seconds(10));
  while (!deadline.Expired()) {
    const auto job = jobs.Find(id);
    if (job && job->state != ReEmitJob::State::kRunning) return *job;
    std::this_thread::yield();
  }
  ADD_FAILURE() << "the job does not end";
  return {};
}

TEST_F(ReEmitTest, AsAJobItCanBeAskedAboutAndRunsOnce) {
  Submitted();
  redelivery.Hold();
  const auto job = app.reemit_jobs.Start(At(0), At(5000));
  ASSERT_TRUE(job);
  EXPECT_EQ(app.reemit_jobs.Find(job->id)->state, ReEmitJob::State::kRunning);
  const auto second = app.reemit_jobs.Start(At(0), At(5000));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().slug, "job-running");
  EXPECT_EQ(std::get<std::string>(second.error().extras.at(0).second), job->id);
  redelivery.LetGo();
  const auto ended = Ended(app.reemit_jobs, job->id);
  EXPECT_EQ(ended.state, ReEmitJob::State::kDone);
  EXPECT_EQ(ended.counts.notifications, 1);
  EXPECT_TRUE(app.reemit_jobs.Start(At(0), At(5000)));
  EXPECT_EQ(app.reemit_jobs.Find("other").error().slug, "job-not-found");
}

TEST_F(ReEmitTest, AJobThatFailsSaysWhyAndAnotherMayBegin) {
  Submitted();
  redelivery.away = true;
  const auto job = app.reemit_jobs.Start(At(0), At(5000));
  const auto ended = Ended(app.reemit_jobs, job->id);
  EXPECT_EQ(ended.state, ReEmitJob::State::kFailed);
  EXPECT_FALSE(ended.unavailability.empty());
  redelivery.away = false;
  const auto again = app.reemit_jobs.Start(At(0), At(5000));
  ASSERT_TRUE(again);
  EXPECT_EQ(Ended(app.reemit_jobs, again->id).state, ReEmitJob::State::kDone);
}

TEST_F(ReEmitTest, StoppingInterruptsTheJobAndNoneBeginsAfterwards) {
  for (int i = 0; i < 3; ++i) Submitted();
  redelivery.Hold();
  const auto job = app.reemit_jobs.Start(At(0), At(5000));
  ASSERT_TRUE(job);
  EXPECT_TRUE(redelivery.UntilAsked());
  std::jthread stopping([&] { app.reemit_jobs.Stop(); });
  const auto begins = [&] {
    try {
      (void)app.reemit_jobs.Start(At(0), At(5000));
      return true;
    } catch (const Unavailable&) {
      return false;
    }
  };
  const auto deadline = Deadline::After(std::chrono::seconds(10));
  while (begins() && !deadline.Expired()) std::this_thread::yield();
  EXPECT_FALSE(deadline.Expired());
  redelivery.LetGo(true);
  stopping.join();
  EXPECT_FALSE(begins());
  EXPECT_EQ(app.reemit_jobs.Find(job->id)->state, ReEmitJob::State::kInterrupted);
}

TEST_F(ReEmitTest, AJobWhoseProcessDiedShowsAsInterrupted) {
  jobs.last = ReEmitJob{.id = "lost", .started = At(0), .changed = At(0)};
  clock.now = At(0) + ReEmitJobStore::kLease;
  EXPECT_EQ(app.reemit_jobs.Find("lost")->state, ReEmitJob::State::kRunning);
  clock.now += std::chrono::milliseconds(1);
  EXPECT_EQ(app.reemit_jobs.Find("lost")->state, ReEmitJob::State::kInterrupted);
}

TEST(ResultWatchTest, APlaceIsFreeAgainWhenItsTicketEnds) {
  ResultWatch watch(2);
  {
    auto first = watch.Join(RequestId(1));
    const auto second = watch.Join(RequestId(1));
    EXPECT_TRUE(first && second);
    EXPECT_FALSE(watch.Join(RequestId(1)));
  }
  EXPECT_TRUE(watch.Join(RequestId(1)));
}

TEST(ResultWatchTest, WakesOnlyThoseOfTheDocument) {
  ResultWatch watch;
  auto mine = watch.Join(RequestId(1));
  auto other = watch.Join(RequestId(2));
  watch.Announce(RequestId(1), "d");
  EXPECT_TRUE(mine->Wait("d", Deadline::After(std::chrono::seconds(0))));
  EXPECT_FALSE(other->Wait("d", Deadline::After(std::chrono::milliseconds(1))));
}

using ReadTest = ApprovalAppTest;

TEST_F(ReadTest, TheOpenStepHasTheBodyOfItsEvent) {
  const auto document = Submitted();
  EXPECT_EQ(app.read.OpenStepBody(document), documents.outbox[0].body);
  ASSERT_TRUE(app.record.Run(test::NextDecision(document, false)));
  EXPECT_EQ(app.read.OpenStepBody(Stored(document.id)), std::nullopt);
}

}  // namespace
}  // namespace erp::approval_request
