// The bodies of results are written by Lua scripts, which know no codec: what each of them writes
// is what the codec of libs/contracts reads, and writes for what it has read, byte for byte.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "approval-processing/store/redis_moves.h"
#include "approval-processing/store/stored_message.h"
#include "contracts/result_events.h"
#include "processing_fixture.h"

namespace erp::approval_processing {
namespace {

using Comment = std::optional<std::string>;

// The largest number of a result, and of a document, that a body can hold.
constexpr std::int64_t kMaxSequence = (std::int64_t{1} << 53) - 1;
constexpr std::int64_t kMaxDocument = INT64_MAX;

const std::vector<Comment>& Comments() {
  static const std::vector<Comment> kComments{
      std::nullopt,
      "ok",
      R"(say "no" \ and/or 'yes' | {"status":"approved"}, [1])",
      "날짜를 잘못 적었습니다 — 다시 올려 주세요 👍",
      "a\nb\tc\rd\be\ff",
      std::string("\x01\x1f\x7f\xc2\x80\xe2\x80\xa8", 8) + "x",
      "%d %s %1 %%",
      std::string(4000, 'x')};
  return kComments;
}

class ResultBody : public ProcessingStoreTest {
 protected:
  // The event that the message holds, which encoded again is the message.
  template <typename Event, Result<Event> (*kDecode)(std::string_view)>
  static Event Again(const std::optional<ResultMessage>& message) {
    const std::string body = message.value().body;
    EXPECT_EQ(message->type, Event::kType);
    const auto event = kDecode(body);
    if (!event) {
      ADD_FAILURE() << event.error().message << ": " << body;
      return {};
    }
    EXPECT_EQ(contracts::Encode(*event), body);
    EXPECT_EQ(event->id, message->id);
    EXPECT_EQ(event->document.str(), message->key);
    EXPECT_EQ(event->at, message->time);
    return *event;
  }

  static OpenedStep OpenedUpTo(std::int64_t document, std::int64_t sequence) {
    return Opened(document,
                  {.order = 1, .step = 1, .round = 2, .attempt = 3, .base = sequence - 1});
  }

  // What every event says of the step that it is about, as OpenedUpTo(_, 7) has opened it.
  template <typename Event>
  static void ExpectOf(const OpenedStep& opened, const Event& event) {
    EXPECT_EQ(event.key, (contracts::StepKey{2, 1, 3}));
    EXPECT_EQ(event.sequence, 7);
    EXPECT_EQ(event.content_hash, opened.content_hash);
  }

  RedisMoves moves_{pool_, tenant_, announced_};
};

TEST_F(ResultBody, OfADecisionIsWhatTheEncoderWrites) {
  std::int64_t document = 41;
  for (const auto status : {DecisionStatus::kApproved, DecisionStatus::kRejected}) {
    for (const auto& comment : Comments()) {
      const auto opened = OpenedUpTo(++document, 7);
      store_.Open(opened);
      auto command = Command(5, document, "k", status);
      command.comment = comment;
      const auto verdict = Decide(command);
      ASSERT_EQ(verdict.outcome, DecisionOutcome::kDecided);
      const auto event =
          Again<contracts::StepDecided, contracts::DecodeStepDecided>(verdict.message);
      EXPECT_EQ(event.comment, comment.value_or(""));
      EXPECT_EQ(event.approved, status == DecisionStatus::kApproved);
      EXPECT_EQ(event.approver, EmployeeId(5));
      ExpectOf(opened, event);
    }
  }
}

TEST_F(ResultBody, OfARecallIsWhatTheEncoderWrites) {
  std::int64_t document = 41;
  for (const auto& comment : Comments()) {
    const auto opened = OpenedUpTo(++document, 7);
    store_.Open(opened);
    auto command = RecallBy(3, document);
    command.comment = comment;
    const auto verdict = Recall(command);
    ASSERT_EQ(verdict.outcome, DecisionOutcome::kDecided);
    const auto event = Again<contracts::Recalled, contracts::DecodeRecalled>(verdict.message);
    EXPECT_EQ(event.comment, comment.value_or(""));
    EXPECT_EQ(event.requester, EmployeeId(3));
    ExpectOf(opened, event);
  }
}

TEST_F(ResultBody, OfAMoveIsWhatTheEncoderWrites) {
  std::int64_t document = 41;
  for (const auto& comment : Comments()) {
    const std::string text = comment.value_or("").substr(0, 1000);
    const auto opened = OpenedUpTo(++document, 7);
    store_.Open(opened);
    const auto verdict = moves_.Move({.document = RequestId(document),
                                      .key = {2, 1, 3},
                                      .from = EmployeeId(5),
                                      .to = {EmployeeId(77), text, text, text}});
    ASSERT_EQ(verdict.outcome, MoveOutcome::kMoved);
    const auto event = Again<contracts::TaskMoved, contracts::DecodeTaskMoved>(verdict.message);
    EXPECT_EQ(event.from, EmployeeId(5));
    EXPECT_EQ(event.to, (contracts::Person{EmployeeId(77), text, text, text}));
    EXPECT_EQ(event.because, "left");
    ExpectOf(opened, event);
  }
}

TEST_F(ResultBody, HoldsTheLargestNumbers) {
  store_.Open(OpenedUpTo(kMaxDocument, kMaxSequence));
  const auto decided = Decide(Command(5, kMaxDocument));
  const auto decision =
      Again<contracts::StepDecided, contracts::DecodeStepDecided>(decided.message);
  EXPECT_EQ(decision.document, RequestId(kMaxDocument));
  EXPECT_EQ(decision.sequence, kMaxSequence);
}

TEST_F(ResultBody, PublishedAgainIsTheSame) {
  std::int64_t document = 41;
  for (const auto& comment : Comments()) {
    store_.Open(Opened(++document));
    auto command = Command(5, document);
    command.comment = comment;
    const auto message = Decide(command).message.value();
    outbox_.MarkDone({ToEntry(message)});
    ASSERT_EQ(live_.Republish(RequestId(document), 0, {}).outcome,
              LiveTasks::Republished::kPublished);
    const auto waiting = pool_.Run({"XRANGE", keys_.Outbox(), "-", "+"}).AsArray();
    ASSERT_EQ(waiting.size(), 1U);
    const auto again = ReadMessage(ReadStreamEntry(waiting[0]));
    EXPECT_EQ(again.body, message.body);
    outbox_.MarkDone({ToEntry(again)});
  }
}

}  // namespace
}  // namespace erp::approval_processing
