#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "approval-processing/domain/decision.h"
#include "approval-processing/domain/difference.h"
#include "approval-processing/domain/task.h"
#include "common/sha256.h"

namespace erp::approval_processing {
namespace {

OpenedStep SecondOfTwo() {
  OpenedStep opened;
  opened.document = RequestId(41);
  opened.key = {1, 2, 1};
  opened.approvers = {EmployeeId(9)};
  opened.requester = EmployeeId(3);
  opened.steps = {{1, EmployeeId(5), "approved"}, {2, EmployeeId(9), "pending"}};
  return opened;
}

TEST(OpenedStepRule, ApproverOnTheLineAtThatStepIsAccepted) {
  EXPECT_TRUE(CheckOpenedStep(SecondOfTwo()).ok());
}

TEST(OpenedStepRule, DrafterNeverDecides) {
  auto opened = SecondOfTwo();
  opened.requester = EmployeeId(9);
  EXPECT_EQ(CheckOpenedStep(opened).error().slug, "opened-step-invalid");
}

TEST(OpenedStepRule, ApproverOfAnotherStepIsRefused) {
  auto opened = SecondOfTwo();
  opened.approvers = {EmployeeId(5)};
  EXPECT_FALSE(CheckOpenedStep(opened).ok());
  opened.approvers = {EmployeeId(77)};
  EXPECT_FALSE(CheckOpenedStep(opened).ok());
}

TEST(OpenedStepRule, SeveralApproversAreRefusedRatherThanDecidedByTheFirst) {
  auto opened = SecondOfTwo();
  opened.approvers = {EmployeeId(9), EmployeeId(5)};
  EXPECT_FALSE(CheckOpenedStep(opened).ok());
  opened.approvers = {};
  EXPECT_FALSE(CheckOpenedStep(opened).ok());
}

TEST(DecisionStatus, HasTwoWordsOnTheWire) {
  EXPECT_EQ(ToText(DecisionStatus::kApproved), "approved");
  EXPECT_EQ(ToText(DecisionStatus::kRejected), "rejected");
  EXPECT_EQ(ParseDecisionStatus("rejected"), DecisionStatus::kRejected);
  EXPECT_FALSE(ParseDecisionStatus("APPROVED"));
  EXPECT_FALSE(ParseDecisionStatus(""));
}

TEST(Comment, OfWhiteSpaceIsNone) {
  EXPECT_EQ(TrimComment(std::nullopt), std::nullopt);
  EXPECT_EQ(TrimComment(""), std::nullopt);
  EXPECT_EQ(TrimComment(" \t\r\n"), std::nullopt);
  EXPECT_EQ(TrimComment("\u3000\u200B\u3164"), std::nullopt) << "nothing can be seen";
  EXPECT_EQ(TrimComment("  확인 했습니다\n"), "확인 했습니다");
  // What cannot be seen says nothing either: an ideographic space, a zero-width space, a filler.
  for (const char* blank : {"\u3000\u3000", "\u200b", "\u3164", " \u00a0\u2003 "}) {
    EXPECT_EQ(TrimComment(blank), std::nullopt) << blank;
  }
}

TEST(KeyDigest, IsTheBeginningOfTheHashOfTheKey) {
  DecisionCommand command;
  command.idempotency_key = "foo";
  EXPECT_EQ(KeyDigest(command), "2c26b46b68ffc68f");
  EXPECT_EQ(KeyDigest(command), Sha256Hex("foo").substr(0, 16));
}

TEST(KeyDigest, WithoutAKeyIsAnotherEachTime) {
  const DecisionCommand command;
  EXPECT_EQ(KeyDigest(command).size(), 16U);
  EXPECT_NE(KeyDigest(command), KeyDigest(command));
}

TEST(ContentFingerprint, IsTheBeginningOfTheHashThatRedisHoldsOfEarlierReleasesToo) {
  DecisionCommand decision{.approver = EmployeeId(9), .document = RequestId(41)};
  EXPECT_EQ(ContentFingerprint(decision), "2687f86ed6784b8a");  // "approved"
  decision.status = DecisionStatus::kRejected;
  decision.comment = "예산이 없습니다";
  EXPECT_EQ(ContentFingerprint(decision), "a6d35bd80e1284ed");  // "rejected\n예산이 없습니다"
  RecallCommand recall{.requester = EmployeeId(3), .document = RequestId(41)};
  EXPECT_EQ(ContentFingerprint(recall), "c79ec4c003b223f0");  // "recalled"
  recall.comment = "다시 씁니다";
  EXPECT_EQ(ContentFingerprint(recall), "a2033e49747e34d6");  // "recalled\n다시 씁니다"
}

TEST(RecallRefusal, NamesTheDrafterWhenItIsKnown) {
  Recall recall{};
  recall.requester = EmployeeId(1);
  const auto first = Refusal(DecisionOutcome::kRecalled, std::nullopt, recall);
  ASSERT_EQ(first.extras.size(), 2U);
  EXPECT_EQ(first.extras.front(), (std::pair<std::string, ErrorExtra>{"recalledBy", 1}));
  const auto nobody = Refusal(DecisionOutcome::kRecalled, std::nullopt, Recall{});
  ASSERT_EQ(nobody.extras.size(), 1U);
  EXPECT_EQ(nobody.extras.front().first, "recalledAt");
}

TEST(ContentFingerprint, DiffersForEveryContent) {
  DecisionCommand command;
  const auto plain = ContentFingerprint(command);
  EXPECT_EQ(ContentFingerprint(command), plain);
  command.comment = "x";
  const auto commented = ContentFingerprint(command);
  EXPECT_NE(commented, plain);
  command.status = DecisionStatus::kRejected;
  EXPECT_NE(ContentFingerprint(command), commented);
}

TEST(Refusal, OfADecidedStepSaysWhoDecidedWhatAndWhen) {
  const Decision decision{.id = "d",
                          .approver = EmployeeId(9),
                          .status = DecisionStatus::kRejected,
                          .key = {1, 2, 1},
                          .sequence = 2,
                          .decided_at = ParseInstant("2026-11-21T01:06:00.310Z").value()};
  const auto error = Refusal(DecisionOutcome::kAlreadyDecided, decision);
  EXPECT_EQ(error.code, ErrorCode::kConflict);
  EXPECT_EQ(error.slug, "already-decided");
  const std::vector<std::pair<std::string, ErrorExtra>> expected{
      {"decidedBy", 9}, {"decidedStatus", "rejected"}, {"decidedAt", "2026-11-21T01:06:00.310Z"}};
  EXPECT_EQ(error.extras, expected);
}

TEST(Refusal, EachStandingHasItsOwnCode) {
  EXPECT_EQ(Refusal(DecisionOutcome::kKeyReused, {}).code, ErrorCode::kKeyReused);
  EXPECT_EQ(Refusal(DecisionOutcome::kKeyReused, {}).slug, "idempotency-key-reused");
  EXPECT_EQ(Refusal(DecisionOutcome::kReasonRequired, {}).code, ErrorCode::kInvalid);
  EXPECT_EQ(Refusal(DecisionOutcome::kReasonRequired, {}).fields.at(0).pointer, "/comment");
  EXPECT_EQ(Refusal(DecisionOutcome::kNotOpen, {}).slug, "step-not-open");
  EXPECT_EQ(Refusal(DecisionOutcome::kNotOpen, {}).code, ErrorCode::kConflict);
  EXPECT_EQ(Refusal(DecisionOutcome::kNotBegun, {}).slug, "step-not-open");
  EXPECT_EQ(Refusal(DecisionOutcome::kNotBegun, {}).code, ErrorCode::kConflict);
  EXPECT_EQ(Refusal(DecisionOutcome::kNotOnLine, {}).code, ErrorCode::kNotFound);
  EXPECT_EQ(Refusal(DecisionOutcome::kUnknown, {}).slug,
            Refusal(DecisionOutcome::kNotOnLine, {}).slug)
      << "a stranger does not learn whether the document exists";
}

TEST(Refusal, OfADecisionThatWasMadeIsABug) {
  EXPECT_THROW(Refusal(DecisionOutcome::kDecided, {}), std::logic_error);
  EXPECT_THROW(Refusal(DecisionOutcome::kRepeated, {}), std::logic_error);
}

TEST(Refusal, OfARecalledDocumentSaysWhoAndWhen) {
  const Recall recall{.id = "recall:41:1:3:x",
                      .requester = EmployeeId(3),
                      .key = {1, 1, 1},
                      .sequence = 1,
                      .recalled_at = ParseInstant("2026-11-21T01:04:00.310Z").value()};
  const auto error = Refusal(DecisionOutcome::kRecalled, {}, recall);
  EXPECT_EQ(error.code, ErrorCode::kConflict);
  EXPECT_EQ(error.slug, "document-recalled");
  const std::vector<std::pair<std::string, ErrorExtra>> expected{
      {"recalledBy", 3}, {"recalledAt", "2026-11-21T01:04:00.310Z"}};
  EXPECT_EQ(error.extras, expected);
  EXPECT_EQ(Refusal(DecisionOutcome::kNotDrafter, {}).code, ErrorCode::kForbidden);
  EXPECT_EQ(Refusal(DecisionOutcome::kEnded, {}).slug, "document-closed");
}

TEST(MayBeOutdated, OnlyWhatALaterEventCouldTurnIntoAnOpenStep) {
  for (const auto task_state : {TaskState::kNothing, TaskState::kDecided, TaskState::kEnded}) {
    EXPECT_TRUE(MayBeOutdated(DecisionOutcome::kNotOnLine, task_state));
    EXPECT_TRUE(MayBeOutdated(DecisionOutcome::kNotOpen, task_state));
  }
  EXPECT_FALSE(MayBeOutdated(DecisionOutcome::kNotOpen, TaskState::kOpen))
      << "nobody else moves it";
  EXPECT_TRUE(MayBeOutdated(DecisionOutcome::kUnknown, TaskState::kNothing));
  for (const auto outcome : {DecisionOutcome::kAlreadyDecided, DecisionOutcome::kEnded}) {
    EXPECT_FALSE(MayBeOutdated(outcome, TaskState::kDecided));
    EXPECT_TRUE(MayBeOutdated(outcome, TaskState::kEnded)) << "a new round may have begun";
  }
  EXPECT_TRUE(MayBeOutdated(DecisionOutcome::kRecalled, TaskState::kDecided))
      << "it may be submitted again";
  EXPECT_TRUE(MayBeOutdated(DecisionOutcome::kRecalled, TaskState::kEnded));
  for (const auto outcome : {DecisionOutcome::kDecided, DecisionOutcome::kRepeated,
                             DecisionOutcome::kKeyReused, DecisionOutcome::kReasonRequired}) {
    EXPECT_FALSE(MayBeOutdated(outcome, TaskState::kEnded));
  }
}

TEST(Compare, EveryPairOfWhatTheTwoKnow) {
  using State = LiveTask::State;
  constexpr auto kNone = Difference::kNone;
  constexpr auto kNotOpenHere = Difference::kNotOpenHere;
  constexpr auto kNotApplied = Difference::kNotApplied;
  OpenKey there{RequestId(41), {1, 2, 1}, 5, {}};
  there.result_base = 3;
  struct Row {
    State state;
    std::int64_t order;
    // The same step with every result applied, and with one that is not; another step likewise.
    std::array<Difference, 4> met;
  };
  const std::vector<Row> rows = {
      {State::kMissing, 4, {kNotOpenHere, kNotOpenHere, kNotOpenHere, kNotOpenHere}},
      {State::kMissing, 5, {kNotOpenHere, kNotOpenHere, kNotOpenHere, kNotOpenHere}},
      {State::kMissing, 6, {kNotOpenHere, kNotOpenHere, kNotOpenHere, kNotOpenHere}},
      {State::kOpen, 4, {kNotOpenHere, kNotOpenHere, kNotOpenHere, kNotOpenHere}},
      {State::kOpen, 5, {kNone, kNotApplied, kNone, kNotApplied}},
      {State::kOpen, 6, {kNone, kNone, kNone, kNone}},  // newer here: the page is old
      {State::kDecided, 4, {kNotApplied, kNotApplied, kNotOpenHere, kNotOpenHere}},
      {State::kDecided, 5, {kNotApplied, kNotApplied, kNone, kNotApplied}},
      {State::kDecided, 6, {kNone, kNone, kNone, kNone}},
  };
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < 4; ++i) {
      LiveTask here{RequestId(41), row.state, {1, i < 2 ? 2 : 1, 1}, row.order, {}};
      here.sequence = i % 2 == 0 ? 3 : 4;
      EXPECT_EQ(Compare(&there, &here), row.met[i])
          << static_cast<int>(row.state) << " order " << row.order << " column " << i;
      EXPECT_EQ(Compare(nullptr, &here), Difference::kNotOpenThere);
    }
  }
  EXPECT_EQ(Compare(&there, nullptr), kNotOpenHere);
}

}  // namespace
}  // namespace erp::approval_processing
