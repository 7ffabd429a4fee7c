// What lists show after the arbiter was asked, what is sent again and how far, who is woken.
#include <chrono>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "unit/request_app_fixture.h"

namespace erp::approval_request {
namespace {

using std::chrono::minutes;
using test::At;

const Viewer kTrusted{.trusted = true};

// Lists that a test has written down, whatever is asked for.
class ListedDocuments final : public test::FakeDocuments {
 public:
  DocumentPage List(const DocumentFilter&, const PageRequest&) override { return page; }
  DocumentPage Pending(EmployeeId, const PageRequest&) override { return page; }
  OpenStepsPage<Document> OpenDocuments(const OpenStepsRequest&) override { return open; }

  DocumentPage page;
  OpenStepsPage<Document> open;
};

struct ListTest : testing::Test {
  ListTest() {
    for (const std::int64_t id : {41, 42}) {
      const auto document = test::ThreeStepSubmission(id).document;
      documents.stored[document.id] = document;
      documents.page.documents.push_back(document);
    }
    documents.page.next = ListCursor{At(1000), RequestId(42)};
  }
  // The arbiter has made this decision on document 41, and nobody has recorded it.
  void DecidedThere(bool approved) {
    const auto& document = documents.stored.at(RequestId(41));
    const Step& step = *OpenStep(document);
    step_states.known[RequestId(41)] = {.document = document.id,
                                        .round = 1,
                                        .step = step.number,
                                        .attempt = step.attempt,
                                        .order = document.order,
                                        .result = test::NextDecision(document, approved)};
  }
  static std::vector<std::int64_t> Ids(const DocumentPage& page) {
    std::vector<std::int64_t> ids;
    for (const auto& document : page.documents) ids.push_back(document.id.value());
    return ids;
  }
  using Numbers = std::vector<std::int64_t>;

  ListedDocuments documents;
  test::FakeStepStates step_states;
  test::PlainEncoder encoder;
  ReadDocuments read{documents, encoder, step_states};
};

TEST_F(ListTest, AListOfOneStateLeavesOutWhatHasJustLeftIt) {
  DecidedThere(false);
  const DocumentFilter under_way{.state = DocumentState::kInProgress};
  const auto page = read.List(under_way, {}, kTrusted);
  EXPECT_EQ(Ids(page), Numbers{42});
  EXPECT_EQ(page.next->id, RequestId(42)) << "the next page begins where the store says";
}

TEST_F(ListTest, AListOfEveryStateShowsWhatWasJustDecided) {
  DecidedThere(false);
  const auto page = read.List({}, {}, kTrusted);
  EXPECT_EQ(Ids(page), (Numbers{41, 42}));
  EXPECT_EQ(page.documents[0].state, DocumentState::kRejected);
}

TEST_F(ListTest, AQueueLeavesOutWhatThePersonHasJustDecided) {
  DecidedThere(true);
  EXPECT_EQ(Ids(read.Pending(EmployeeId(5), {})), Numbers{42}) << "the next step is another's";
  DecidedThere(false);
  EXPECT_EQ(Ids(read.Pending(EmployeeId(5), {})), Numbers{42}) << "no step is open any more";
}

TEST_F(ListTest, OfOpenStepsOnlyThoseThatAreStillOpenHaveABody) {
  documents.open.items = documents.page.documents;
  documents.open.items[0].open_step = 0;
  documents.open.next = RequestId(42);
  const auto bodies = read.OpenStepBodies({});
  EXPECT_EQ(bodies.items, std::vector<std::string>{"body of step:42:1:1:1"});
  EXPECT_EQ(bodies.next, RequestId(42));
}

// Bodies as JSON has them.
class BracedEncoder final : public EventEncoder {
 public:
  [[nodiscard]] Message Encode(const Event&) const override {
    Message message;
    message.body = R"({"step":1})";
    return message;
  }
};

TEST_F(ListTest, ABodyNamesTheResultThatIsMissingWhereOthersWaitForIt) {
  const BracedEncoder braced;
  ReadDocuments of_braces(documents, braced, step_states);
  auto document = documents.page.documents[0];
  EXPECT_EQ(of_braces.OpenStepBody(document), R"({"step":1})");
  document.applied = 4;
  document.held = {{.id = "d", .result = 6, .type = "t", .body = "{}", .since = At(1)}};
  EXPECT_EQ(of_braces.OpenStepBody(document), R"({"step":1,"missingResult":5})");
}

struct SentAgainTest : test::AppTest {
  void Submit(int count) {
    for (int i = 0; i < count; ++i) {
      ASSERT_TRUE(app.submit.Run(test::ThreeStepDraft(), std::nullopt));
    }
  }
};

TEST_F(SentAgainTest, DocumentsAreReadAMinuteBeyondBothEndsForClocksThatDiffer) {
  Submit(1);
  app.reemit.Run(At(500'000), At(900'000));
  ASSERT_EQ(documents.changes_asked.size(), 1U);
  EXPECT_EQ(documents.changes_asked[0].changed_from, At(500'000) - minutes(1));
  EXPECT_EQ(documents.changes_asked[0].created_before, At(900'000) + minutes(1));
}

TEST_F(SentAgainTest, EveryPageIsReportedAndTheRunEndsWhenNobodyWantsItAnyMore) {
  Submit(3);
  documents.changes_limit = 1;
  std::vector<std::int64_t> reported;
  const auto counts =
      app.reemit.Run(At(0), At(5000), [&](const ReEmitNotifications::Counts& so_far, Instant) {
        reported.push_back(so_far.notifications);
        return true;
      });
  EXPECT_EQ(reported, (std::vector<std::int64_t>{1, 2})) << "the last page is the answer";
  EXPECT_EQ(counts.notifications, 3);
  EXPECT_EQ(counts.documents, 3);
  redelivery.delivered.clear();
  const auto taken_over = [](const ReEmitNotifications::Counts&, Instant) { return false; };
  EXPECT_THROW(app.reemit.Run(At(0), At(5000), taken_over), Unavailable);
  EXPECT_EQ(redelivery.delivered.size(), 1U);
}

TEST_F(SentAgainTest, ATrailThatDoesNotFitItsDocumentIsCountedAndStopsNoOther) {
  Submit(2);
  documents.audit[RequestId(1)].front().round = 7;
  const auto counts = app.reemit.Run(At(0), At(5000));
  EXPECT_EQ(counts.unreadable, 1);
  EXPECT_EQ(counts.documents, 1);
  EXPECT_EQ(counts.notifications, 1);
}

TEST_F(SentAgainTest, AJobNotesHowFarItHasCome) {
  Submit(2);
  documents.changes_limit = 1;
  redelivery.Hold();
  clock.now = At(7000);
  const auto job = app.reemit_jobs.Start(At(0), At(5000));
  ASSERT_TRUE(job);
  EXPECT_EQ(job->from, At(0));
  EXPECT_EQ(job->to, At(5000));
  EXPECT_EQ(job->started, At(7000));
  redelivery.LetGo();
  const auto done = [&] { return app.reemit_jobs.Find(job->id)->state == ReEmitJob::State::kDone; };
  ASSERT_TRUE(erp::test::Eventually(std::chrono::seconds(10), done));
  const auto ended = app.reemit_jobs.Find(job->id);
  EXPECT_EQ(ended->counts.documents, 2);
  EXPECT_EQ(ended->changed_until, At(1000)) << "the last change of the first page";
  EXPECT_EQ(ended->changed, At(7000));
}

TEST_F(SentAgainTest, ADecisionIsNotSaidToBeShownWhileTheStoreIsAway) {
  Submit(1);
  decisions.answer = [](const DecisionCommand&) { return Receipt{"decision:x", "approved"}; };
  documents.find_fault = [] { throw Unavailable("mongo is away"); };
  DecideStep hurried(documents, decisions, app.watch, std::chrono::milliseconds(50));
  const auto outcome = hurried.Run({.document = RequestId(1), .approver = EmployeeId(5)}, kTrusted);
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->shown);
}

TEST_F(SentAgainTest, AfterTheFirstLookADocumentIsLookedAtLessOften) {
  Submit(1);
  decisions.answer = [](const DecisionCommand&) { return Receipt{"decision:x", "approved"}; };
  DecideStep decide(documents, decisions, app.watch, std::chrono::milliseconds(450));
  documents.finds = 0;
  ASSERT_TRUE(decide.Run({.document = RequestId(1), .approver = EmployeeId(5)}, kTrusted));
  EXPECT_GE(documents.finds, 1);
  EXPECT_LE(documents.finds, 7) << "after 30 ms, and then every 100";
}

TEST_F(SentAgainTest, AnEpochIsInForceUnlessAnotherWasAnnouncedAfterIt) {
  epochs.state.announced = 3;
  EXPECT_TRUE(app.epoch.PutInForce(3));
  EXPECT_EQ(epochs.state.in_force, 3);
  EXPECT_FALSE(app.epoch.PutInForce(2));
  EXPECT_EQ(epochs.state.in_force, 3);
}

TEST_F(SentAgainTest, AStopEndsTheWaitUntilAnEpochIsInForceEverywhere) {
  epochs.state.announced = 3;
  app.epoch.Stop();
  EXPECT_THROW(app.epoch.PutInForce(3), Unavailable) << "not everywhere yet";
  EXPECT_EQ(epochs.state.in_force, 3);
}

// Of two who answer each other one always waits already when the other announces.
TEST(ResultWatchWakes, WhoWaitsForTheResultThatIsAnnounced) {
  constexpr int kRounds = 200;
  ResultWatch watch(2);
  auto ping = watch.Join(RequestId(1));
  auto pong = watch.Join(RequestId(2));
  const auto late = Deadline::After(std::chrono::seconds(10));
  auto answering = std::async(std::launch::async, [&] {
    for (int i = 0; i < kRounds; ++i) {
      if (!ping->Wait(std::to_string(i), late)) return false;
      watch.Announce(RequestId(2), std::to_string(i));
    }
    return true;
  });
  auto asking = std::async(std::launch::async, [&] {
    for (int i = 0; i < kRounds; ++i) {
      watch.Announce(RequestId(1), std::to_string(i));
      if (!pong->Wait(std::to_string(i), late)) return false;
    }
    return true;
  });
  EXPECT_TRUE(asking.get());
  EXPECT_TRUE(answering.get());
}

}  // namespace
}  // namespace erp::approval_request
