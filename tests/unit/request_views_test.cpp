// Documents as views show them: with what the arbiter has decided and nobody has recorded yet.
#include <gtest/gtest.h>

#include "approval-request/app/shown_documents.h"
#include "unit/request_fakes.h"

namespace erp::approval_request {
namespace {

using test::At;

struct ViewTest : testing::Test {
  ViewTest() { Store(test::ThreeStepSubmission().document); }

  void Store(Document document) { documents.stored[document.id] = std::move(document); }
  Document Present() { return documents.stored.at(RequestId(41)); }
  // What the arbiter knows of the present step.
  StepStanding Standing() {
    const auto document = Present();
    const Step& open = *OpenStep(document);
    return {.document = document.id,
            .round = PresentRound(document).number,
            .step = open.number,
            .attempt = open.attempt,
            .order = document.order};
  }
  void Know(StepStanding standing) { standings.known[RequestId(41)] = std::move(standing); }
  Document Shown() { return shown.WithResults({Present()}).front(); }

  test::FakeDocuments documents;
  test::FakeStandings standings;
  ShownDocuments shown{documents, standings};
};

TEST_F(ViewTest, ADecisionShowsAsItWillBeRecorded) {
  auto standing = Standing();
  standing.result = test::NextDecision(Present(), true, "좋습니다");
  Know(standing);
  const auto document = Shown();
  const auto change = ApplyResult(Present(), *standing.result, standing.result->at);
  EXPECT_EQ(document, After(Present(), *change));
  EXPECT_EQ(document.open_step, 2);
  EXPECT_EQ(document.version, 2);
  EXPECT_EQ(PresentRound(document).steps[0].comment, "좋습니다");
}

TEST_F(ViewTest, ARejectionAndARecallEndTheDocument) {
  auto standing = Standing();
  standing.result = test::NextDecision(Present(), false);
  Know(standing);
  EXPECT_EQ(Shown().state, DocumentState::kRejected);
  standing.result = test::NextRecall(Present());
  Know(standing);
  EXPECT_EQ(Shown().state, DocumentState::kRecalled);
}

TEST_F(ViewTest, WhatTheDocumentWillRefuseDoesNotShow) {
  auto standing = Standing();
  standing.result = test::NextDecision(Present(), true);
  standing.result->content_hash = "0";
  Know(standing);
  EXPECT_EQ(Shown(), Present());
}

TEST_F(ViewTest, AnOpenStepAndADocumentThatTheArbiterHasNotHeardOfStayAsTheyAre) {
  EXPECT_EQ(Shown(), Present());
  Know(Standing());
  EXPECT_EQ(Shown(), Present());
  auto before = Standing();
  before.round = 9;
  before.order = 0;
  Know(before);
  EXPECT_EQ(Shown(), Present());
  EXPECT_EQ(standings.asked, 3);
}

TEST_F(ViewTest, WhatHasMovedOnSinceItWasReadIsReadAgain) {
  const auto read = Present();
  const auto first = ApplyResult(read, test::NextDecision(read, true), At(2000));
  Store(After(read, *first));
  auto standing = Standing();  // step 2 is open there, and has just been decided
  standing.result = test::NextDecision(Present(), true);
  Know(standing);
  const auto document = shown.WithResults({read}).front();
  EXPECT_EQ(document.open_step, 3);
}

TEST_F(ViewTest, WhatWasRecordedAndClosedSinceItWasReadIsReadAgain) {
  const auto read = Present();
  const auto change = ApplyResult(read, test::NextDecision(read, false), At(2000));
  auto standing = Standing();  // the arbiter has closed the round and forgotten the result
  Store(After(read, *change));
  standing.order = After(read, *change).order;
  Know(standing);
  EXPECT_EQ(shown.WithResults({read}).front().state, DocumentState::kRejected);
}

TEST_F(ViewTest, ADocumentThatHasEndedIsNotAskedAbout) {
  const auto change = ApplyResult(Present(), test::NextDecision(Present(), false), At(2000));
  Store(After(Present(), *change));
  EXPECT_EQ(shown.WithResults({documents.stored.at(RequestId(41))}).size(), 1U);
  EXPECT_EQ(standings.asked, 0);
}

TEST_F(ViewTest, WhileTheArbiterIsAwayDocumentsShowAsRecorded) {
  standings.away = true;
  EXPECT_EQ(Shown(), Present());
}

}  // namespace
}  // namespace erp::approval_request
