// Results that came before the one that they follow: held, recorded in their turn, given up.
#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "approval-request/domain/history.h"
#include "unit/request_app_fixture.h"

namespace erp::approval_request {
namespace {

using Recorded = RecordResult::Recorded;
using std::chrono::milliseconds;
using test::At;

struct HeldTest : test::AppTest {
  std::map<std::string, ArbitratedResult> on_the_bus;
  std::string unreadable;  // body

  Result<ArbitratedResult> Decoded(const std::string& body) const {
    if (body == unreadable) {
      return Error{ErrorCode::kInvalid, "unknown-event", "Not known here."};
    }
    return on_the_bus.at(body);
  }

  HeldTest()
      : AppTest({.held = {.timeout = milliseconds(60000)},
                 .decode = [this](const std::string&, const std::string& body) {
                   return Decoded(body);
                 }}) {
    document = app.submit.Run(test::ThreeStepDraft(), std::nullopt)->document;
    first = test::NextDecision(document, true);
    second = first;
    second.n = 2;
    second.step = 2;
    second.actor = EmployeeId(9);
    second.id = "decision:second";
  }

  Recorded Arrives(const ArbitratedResult& result) {
    on_the_bus[result.id] = result;
    return *app.record.Run(result, {.type = "t", .body = result.id});
  }
  [[nodiscard]] const Document& Stored() const { return documents.stored.at(document.id); }
  void Later(milliseconds time) { clock.now += time; }
  // A pass every second.
  void CheckFor(milliseconds time) {
    for (milliseconds passed{0}; passed < time; passed += milliseconds(1000)) {
      app.held.CheckAll();
      Later(milliseconds(1000));
    }
  }

  Document document;
  ArbitratedResult first;
  ArbitratedResult second;
};

TEST_F(HeldTest, IsRecordedRightAfterTheOneBefore) {
  EXPECT_EQ(Arrives(second), Recorded::kHeld);
  EXPECT_EQ(Arrives(second), Recorded::kHeld);
  EXPECT_EQ(Stored().held.size(), 1U);
  EXPECT_EQ(Stored().version, 1) << "nothing has been recorded";
  EXPECT_EQ(Arrives(first), Recorded::kApplied);
  EXPECT_EQ(Stored().applied, 2);
  EXPECT_TRUE(Stored().held.empty());
  EXPECT_TRUE(Shows(Stored(), second.id));
  EXPECT_EQ(Arrives(second), Recorded::kDuplicate);
}

TEST_F(HeldTest, ManyInAnyOrderAreRecordedInTheirOwn) {
  auto third = second;
  third.n = 3;
  third.step = 3;
  third.actor = EmployeeId(7);
  third.id = "decision:third";
  EXPECT_EQ(Arrives(third), Recorded::kHeld);
  EXPECT_EQ(Arrives(second), Recorded::kHeld);
  EXPECT_EQ(Arrives(first), Recorded::kApplied);
  EXPECT_EQ(Stored().state, DocumentState::kApproved);
}

TEST_F(HeldTest, WhatACrashLeftUnreleasedIsRecordedByTheNextPass) {
  EXPECT_EQ(Arrives(first), Recorded::kApplied);
  on_the_bus[second.id] = second;
  documents.stored.at(document.id)
      .held.push_back(
          {.id = second.id, .result = 2, .type = "t", .body = second.id, .since = At(0)});
  app.held.CheckAll();
  EXPECT_TRUE(Stored().held.empty());
  EXPECT_TRUE(Shows(Stored(), second.id));
}

TEST_F(HeldTest, TheArbiterIsAskedToPublishTheMissingOneAgain) {
  Arrives(second);
  decisions.kept = {1, 2};
  CheckFor(milliseconds(120000));
  EXPECT_GE(decisions.asked_after.size(), 10U);
  EXPECT_EQ(decisions.asked_after.front(), 0);
  EXPECT_EQ(Stored().held.size(), 1U) << "it exists: it is never given up";
}

TEST_F(HeldTest, IsRefusedOnceTheOneBeforeIsCertainToBeLost) {
  Arrives(second);
  publisher.published.clear();
  CheckFor(milliseconds(59000));
  EXPECT_EQ(Stored().held.size(), 1U);
  CheckFor(milliseconds(5000));
  EXPECT_TRUE(Stored().held.empty());
  EXPECT_EQ(Stored().applied, 2) << "its number and the missing one are used up";
  EXPECT_EQ(Stored().refused.back().reason, "predecessor-missing");
  EXPECT_EQ(OpenStep(Stored())->attempt, 2) << "the step opens again";
  bool told = false;
  for (const auto& [id, message] : publisher.published) {
    told = told || message == "n:refused:decision:second:9";
  }
  EXPECT_TRUE(told) << "the decider learns of it";
  EXPECT_EQ(Arrives(first), Recorded::kRefused) << "should it come all the same";
  EXPECT_FALSE(Shows(Stored(), first.id));
}

TEST_F(HeldTest, NothingIsGivenUpWithoutCertainty) {
  Arrives(second);
  decisions.away = true;
  Later(milliseconds(10000));
  for (int i = 0; i < 200; ++i) {
    EXPECT_THROW(app.held.CheckAll(), Unavailable) << "the arbiter may have it";
    Later(milliseconds(6000));
  }
  decisions.away = false;
  progress.reached = false;
  CheckFor(milliseconds(200000));
  EXPECT_EQ(Stored().held.size(), 1U) << "it may be among what is on the bus and not read yet";
  progress.reached = true;
  CheckFor(milliseconds(10000));
  EXPECT_TRUE(Stored().held.empty());
}

TEST_F(HeldTest, AMoveOfATaskIsHeldAndRecordedLikeADecision) {
  auto moved = second;
  moved.verdict = ArbitratedResult::Verdict::kMoved;
  moved.id = "move:second";
  moved.to = PersonSnapshot{EmployeeId(12), "윤대리", "사원", "개발팀"};
  EXPECT_EQ(Arrives(moved), Recorded::kHeld);
  EXPECT_EQ(Arrives(first), Recorded::kApplied);
  EXPECT_TRUE(Stored().held.empty());
  EXPECT_EQ(Stored().applied, 2);
  EXPECT_EQ(OpenStep(Stored())->approver.id, EmployeeId(12));
  EXPECT_EQ(OpenStep(Stored())->attempt, 2);
}

TEST_F(HeldTest, AMoveThatIsGivenUpLeavesTheTaskWhereItWas) {
  auto moved = second;
  moved.verdict = ArbitratedResult::Verdict::kMoved;
  moved.id = "move:second";
  moved.to = PersonSnapshot{EmployeeId(12), "윤대리", "사원", "개발팀"};
  Arrives(moved);
  publisher.published.clear();
  CheckFor(milliseconds(70000));
  EXPECT_TRUE(Stored().held.empty());
  EXPECT_EQ(Stored().refused.back().reason, "predecessor-missing");
  EXPECT_EQ(OpenStep(Stored())->approver.id, EmployeeId(5));
  for (const auto& [id, message] : publisher.published) {
    EXPECT_FALSE(message.starts_with("n:refused")) << "nobody has decided";
  }
}

TEST_F(HeldTest, OfALaterRoundIsRecordedInItsTurnToo) {
  ASSERT_EQ(Arrives(test::NextRecall(Stored(), "날짜")), Recorded::kApplied);
  ASSERT_TRUE(app.drafts.Submit({.document = document.id, .viewer = {.person = EmployeeId(3)}}));
  ASSERT_EQ(PresentRound(Stored()).number, 2);
  auto first_of_two = test::NextDecision(Stored(), true);
  auto second_of_two = second;
  second_of_two.round = 2;
  second_of_two.n = first_of_two.n + 1;
  EXPECT_EQ(Arrives(second_of_two), Recorded::kHeld);
  EXPECT_EQ(Arrives(first_of_two), Recorded::kApplied);
  EXPECT_EQ(Stored().applied, 3);
  EXPECT_EQ(Stored().open_step, 3);
}

TEST_F(HeldTest, OfAnEarlierRoundIsRefusedWhenItsTurnComes) {
  ASSERT_EQ(Arrives(test::NextRecall(Stored(), "날짜")), Recorded::kApplied);
  ASSERT_TRUE(app.drafts.Submit({.document = document.id, .viewer = {.person = EmployeeId(3)}}));
  auto late = second;
  late.n = 3;
  EXPECT_EQ(Arrives(late), Recorded::kHeld);
  EXPECT_EQ(Arrives(test::NextDecision(Stored(), true)), Recorded::kApplied);
  EXPECT_EQ(Stored().refused.back().reason, "round-mismatch");
  EXPECT_EQ(Stored().applied, 3);
}

TEST_F(HeldTest, OneThatCannotBeReadKeepsNoOtherDocumentWaiting) {
  const auto other = app.submit.Run(test::ThreeStepDraft(), std::nullopt)->document;
  Arrives(second);
  unreadable = second.id;
  EXPECT_EQ(Arrives(first), Recorded::kApplied);
  EXPECT_EQ(Stored().held.size(), 1U);
  auto waiting = test::NextDecision(other, true);
  waiting.n = 2;
  waiting.id = "decision:other";
  EXPECT_EQ(Arrives(waiting), Recorded::kHeld);
  CheckFor(milliseconds(70000));
  EXPECT_EQ(Stored().held.size(), 1U) << "for a release that can read it";
  EXPECT_TRUE(documents.stored.at(other.id).held.empty());
}

TEST_F(HeldTest, TheTrailOfAGivenUpResultMakesTheSameNotificationsAgain) {
  Arrives(second);
  CheckFor(milliseconds(70000));
  std::vector<std::string> told;
  for (const auto& event : NotificationsOf(Stored(), documents.audit[document.id])) {
    told.push_back(encoder.Encode(event).id);
  }
  for (const auto& id : {"n:refused:decision:second:9"}) {
    EXPECT_EQ(std::count(told.begin(), told.end(), id), 1) << id;
  }
}

TEST_F(HeldTest, OfTooManyTheLastWaitOnTheBus) {
  for (std::int64_t n = 2; n < 2 + static_cast<std::int64_t>(kHeldMost); ++n) {
    auto one = second;
    one.n = n;
    one.id = "decision:" + std::to_string(n);
    EXPECT_EQ(Arrives(one), Recorded::kHeld);
  }
  auto one = second;
  one.n = 99;
  one.id = "decision:99";
  EXPECT_THROW(Arrives(one), Unavailable);
}

}  // namespace
}  // namespace erp::approval_request
