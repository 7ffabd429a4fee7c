// Results whose document changes meanwhile, and the pass over those that documents hold.
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/environment.h"
#include "unit/request_app_fixture.h"

namespace erp::approval_request {
namespace {

using Recorded = RecordResult::Recorded;
using std::chrono::milliseconds;
using test::At;

// Documents that hold nothing as often as a test says: they have always changed since.
class RestlessDocuments final : public test::FakeDocuments {
 public:
  bool Hold(const Document& seen, const HeldResult& result) override {
    ++holds;
    if (refused_holds > 0) {
      --refused_holds;
      return false;
    }
    return FakeDocuments::Hold(seen, result);
  }
  std::vector<Document> Holding(Instant until, int limit) override {
    ++passes;
    asked_until = until;
    asked_limit = limit;
    if (away) throw Unavailable("mongo is away");
    return FakeDocuments::Holding(until, limit);
  }
  int holds = 0;
  int refused_holds = 0;
  std::atomic<int> passes{0};
  std::atomic<bool> away{false};
  Instant asked_until{};
  int asked_limit = 0;
};

struct ResultsTest : testing::Test {
  ResultsTest() {
    document = test::ThreeStepSubmission().document;
    documents.stored[document.id] = document;
    first = test::NextDecision(document, true);
    second = first;
    second.n = 2;
    second.step = 2;
    second.actor = EmployeeId(9);
    second.id = "decision:second";
    on_the_bus = {{first.id, first}, {second.id, second}};
  }
  Result<Recorded> Arrives(const ArbitratedResult& result) {
    return record.Run(result, {.type = "t", .body = result.id});
  }
  Document& Stored() { return documents.stored.at(document.id); }

  RestlessDocuments documents;
  test::PlainEncoder encoder;
  test::FakePublisher publisher;
  test::FixedClock clock;
  test::FakePeople people;
  test::FakeEpochs epochs;
  test::FakeDecisionClient arbiter;
  test::FakeProgress progress;
  std::map<std::string, ArbitratedResult> on_the_bus;
  ResultWatch watch;
  Leavers leavers;
  StandIns stand_ins{leavers, people};
  EpochInForce epoch{epochs};
  RecordResult record{
      documents,
      encoder,
      publisher,
      watch,
      stand_ins,
      epoch,
      clock,
      [this](const std::string&, const std::string& body) -> Result<ArbitratedResult> {
        return on_the_bus.at(body);
      }};
  HeldOptions options{.timeout = milliseconds(60000), .period = milliseconds(1)};
  HeldResults held{documents, arbiter, progress, record, clock, options};

  Document document;
  ArbitratedResult first;
  ArbitratedResult second;
};

TEST_F(ResultsTest, ADocumentThatChangesBeforeItHoldsAResultIsTriedFiveTimes) {
  documents.refused_holds = 4;
  EXPECT_EQ(*Arrives(second), Recorded::kHeld);
  EXPECT_EQ(documents.holds, 5);
  Stored().held.clear();
  documents.holds = 0;
  documents.refused_holds = 1000;
  EXPECT_THROW(Arrives(second), Unavailable);
  EXPECT_EQ(documents.holds, 5);
}

TEST_F(ResultsTest, AResultWithoutItsBodyCannotBeHeld) {
  EXPECT_THROW(record.Run(second), Unavailable);
  EXPECT_EQ(documents.holds, 0);
}

TEST_F(ResultsTest, TheResultThatIsNextIsRecordedThoughOthersAreHeld) {
  ASSERT_EQ(*Arrives(second), Recorded::kHeld);
  EXPECT_EQ(Stored().held.at(0).since, clock.now);
  EXPECT_EQ(Stored().held.at(0).result, 2);
  EXPECT_EQ(Stored().held.at(0).type, "t");
  EXPECT_EQ(*Arrives(first), Recorded::kApplied);
  EXPECT_EQ(documents.holds, 1);
}

TEST_F(ResultsTest, WhatIsReleasedIsAnnouncedToThoseWhoWaitForIt) {
  ASSERT_EQ(*Arrives(second), Recorded::kHeld);
  auto ticket = watch.Join(document.id);
  const auto announced = [&](const std::string& id) {
    return ticket->Wait(id, Deadline::After(milliseconds(0)));
  };
  EXPECT_FALSE(announced(second.id));
  ASSERT_EQ(*Arrives(first), Recorded::kApplied);
  EXPECT_TRUE(announced(first.id));
  EXPECT_TRUE(announced(second.id));
}

TEST_F(ResultsTest, WhatWasRecordedAndIsHeldStillIsOnlyDropped) {
  ASSERT_EQ(*Arrives(first), Recorded::kApplied);
  ASSERT_EQ(*Arrives(second), Recorded::kApplied);
  const auto version = Stored().version;
  Stored().held = {{.id = second.id, .result = 2, .type = "t", .body = second.id, .since = At(0)}};
  EXPECT_TRUE(record.Release(document.id));
  EXPECT_TRUE(Stored().held.empty());
  EXPECT_EQ(Stored().version, version);
  EXPECT_FALSE(record.Release(document.id)) << "nothing is held any more";
  EXPECT_FALSE(record.Release(RequestId(99))) << "there is no such document";
}

TEST_F(ResultsTest, OnlyTheResultThatIsMissingStillIsGivenUp) {
  EXPECT_FALSE(record.GiveUp(document.id, 0)) << "nothing is held";
  ASSERT_EQ(*Arrives(second), Recorded::kHeld);
  EXPECT_FALSE(record.GiveUp(document.id, 1)) << "the document is not there";
  EXPECT_FALSE(record.GiveUp(RequestId(99), 0)) << "there is no such document";
  auto next = second;
  next.n = 1;
  on_the_bus[second.id] = next;
  EXPECT_FALSE(record.GiveUp(document.id, 0)) << "its turn has come: nothing is missing";
  on_the_bus[second.id] = second;
  EXPECT_TRUE(record.GiveUp(document.id, 0));
  EXPECT_EQ(Stored().refused.back().reason, "predecessor-missing");
}

TEST_F(ResultsTest, TheLongestHeldAreLookedAtAHundredAtOnce) {
  clock.now = At(100'000);
  EXPECT_EQ(held.CheckAll(), 0U);
  EXPECT_EQ(documents.asked_until, At(100'000) - options.least_age);
  EXPECT_EQ(documents.asked_limit, 100);
  documents.stored.at(document.id).held = {
      {.id = second.id, .result = 2, .type = "t", .body = second.id, .since = At(1000)}};
  EXPECT_EQ(held.CheckAll(), 1U);
}

TEST_F(ResultsTest, WhatWasFoundOutAboutAnEarlierSearchCountsNoMore) {
  ASSERT_EQ(*Arrives(second), Recorded::kHeld);
  clock.now += milliseconds(10000);
  held.CheckAll();
  ASSERT_EQ(arbiter.asked_after.size(), 1U);
  Stored().held.clear();
  held.CheckAll();
  Stored().held = {{.id = second.id, .result = 2, .type = "t", .body = second.id, .since = At(0)}};
  clock.now += milliseconds(70000);
  held.CheckAll();
  EXPECT_EQ(Stored().held.size(), 1U) << "it is searched for first, as if for the first time";
  EXPECT_EQ(arbiter.asked_after.size(), 2U);
  held.CheckAll();
  EXPECT_TRUE(Stored().held.empty());
}

TEST_F(ResultsTest, TheArbiterIsAskedAgainOnlyAfterAWhile) {
  ASSERT_EQ(*Arrives(second), Recorded::kHeld);
  arbiter.kept = {1};
  clock.now += milliseconds(10000);
  held.CheckAll();
  clock.now += options.ask_again - milliseconds(1);
  held.CheckAll();
  EXPECT_EQ(arbiter.asked_after.size(), 1U);
  clock.now += milliseconds(1);
  held.CheckAll();
  EXPECT_EQ(arbiter.asked_after.size(), 2U);
}

TEST_F(ResultsTest, ThePassIsRepeatedByAThreadAlsoAfterOneThatFailed) {
  documents.away = true;
  held.Start();
  const auto passes = [&](int more) {
    const int wanted = documents.passes + more;
    return erp::test::Eventually(std::chrono::seconds(10),
                                 [&] { return documents.passes >= wanted; });
  };
  EXPECT_TRUE(passes(2));
  documents.away = false;
  EXPECT_TRUE(passes(2));
  held.Stop();
  const int after = documents.passes;
  held.Stop();
  EXPECT_EQ(documents.passes, after);
}

}  // namespace
}  // namespace erp::approval_request
