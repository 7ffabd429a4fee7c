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
  ArbiterStepState StepState() {
    const auto document = Present();
    const Step& open = *OpenStep(document);
    return {.document = document.id,
            .round = PresentRound(document).number,
            .step = open.number,
            .attempt = open.attempt,
            .order = document.order};
  }
  void Know(ArbiterStepState step_state) {
    step_states.known[RequestId(41)] = std::move(step_state);
  }
  Document Shown() { return shown.WithResults({Present()}).front(); }

  test::FakeDocuments documents;
  test::FakeStepStates step_states;
  ShownDocuments shown{documents, step_states};
};

TEST_F(ViewTest, ADecisionShowsAsItWillBeRecorded) {
  auto step_state = StepState();
  step_state.result = test::NextDecision(Present(), true, "좋습니다");
  Know(step_state);
  const auto document = Shown();
  const auto change = ApplyResult(Present(), *step_state.result, step_state.result->at);
  EXPECT_EQ(document, After(Present(), *change));
  EXPECT_EQ(document.open_step, 2);
  EXPECT_EQ(document.version, 2);
  EXPECT_EQ(PresentRound(document).steps[0].comment, "좋습니다");
}

TEST_F(ViewTest, ARejectionAndARecallEndTheDocument) {
  auto step_state = StepState();
  step_state.result = test::NextDecision(Present(), false);
  Know(step_state);
  EXPECT_EQ(Shown().state, DocumentState::kRejected);
  step_state.result = test::NextRecall(Present());
  Know(step_state);
  EXPECT_EQ(Shown().state, DocumentState::kRecalled);
}

TEST_F(ViewTest, WhatTheDocumentWillRefuseDoesNotShow) {
  auto step_state = StepState();
  step_state.result = test::NextDecision(Present(), true);
  step_state.result->content_hash = "0";
  Know(step_state);
  EXPECT_EQ(Shown(), Present());
}

TEST_F(ViewTest, AnOpenStepAndADocumentThatTheArbiterHasNotHeardOfStayAsTheyAre) {
  EXPECT_EQ(Shown(), Present());
  Know(StepState());
  EXPECT_EQ(Shown(), Present());
  auto before = StepState();
  before.round = 9;
  before.order = 0;
  Know(before);
  EXPECT_EQ(Shown(), Present());
  EXPECT_EQ(step_states.asked, 3);
}

TEST_F(ViewTest, WhatHasMovedOnSinceItWasReadIsReadAgain) {
  const auto read = Present();
  const auto first = ApplyResult(read, test::NextDecision(read, true), At(2000));
  Store(After(read, *first));
  auto step_state = StepState();  // step 2 is open there, and has just been decided
  step_state.result = test::NextDecision(Present(), true);
  Know(step_state);
  const auto document = shown.WithResults({read}).front();
  EXPECT_EQ(document.open_step, 3);
}

TEST_F(ViewTest, WhatWasRecordedAndClosedSinceItWasReadIsReadAgain) {
  const auto read = Present();
  const auto change = ApplyResult(read, test::NextDecision(read, false), At(2000));
  auto step_state = StepState();  // the arbiter has closed the round and forgotten the result
  Store(After(read, *change));
  step_state.order = After(read, *change).order;
  Know(step_state);
  EXPECT_EQ(shown.WithResults({read}).front().state, DocumentState::kRejected);
}

TEST_F(ViewTest, ADocumentThatHasEndedIsNotAskedAbout) {
  const auto change = ApplyResult(Present(), test::NextDecision(Present(), false), At(2000));
  Store(After(Present(), *change));
  EXPECT_EQ(shown.WithResults({documents.stored.at(RequestId(41))}).size(), 1U);
  EXPECT_EQ(step_states.asked, 0);
}

TEST_F(ViewTest, WhileTheArbiterIsAwayDocumentsShowAsRecorded) {
  step_states.away = true;
  EXPECT_EQ(Shown(), Present());
}

}  // namespace
}  // namespace erp::approval_request
