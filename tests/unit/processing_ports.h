// The ports of the use cases, told what to answer.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "approval-processing/app/decide.h"
#include "approval-processing/app/ports.h"
#include "common/error.h"
#include "unit/processing_sides.h"

namespace erp::approval_processing {

inline OpenedStep FirstStep() { return StepOf(41); }

class ScriptedStore final : public TaskStore {
 public:
  OpenOutcome Open(const OpenedStep& step) override {
    opened.push_back(step);
    if (open_outcomes.empty()) return open_outcome;
    const auto outcome = open_outcomes.front();
    open_outcomes.pop_front();
    return outcome;
  }
  CloseOutcome Close(const ClosedRound& round) override {
    closed.push_back(round);
    return CloseOutcome::kClosed;
  }
  Verdict Decide(const DecisionCommand& command, const std::string& digest) override {
    decided.push_back(command);
    return Next(digest);
  }
  Verdict Recall(const RecallCommand& command, const std::string& digest) override {
    recalled.push_back(command);
    return Next(digest);
  }
  QueuePage List(EmployeeId approver,
                 int limit,
                 const std::optional<QueuePosition>& after) override {
    listed.emplace_back(approver, limit, after);
    return page;
  }

  std::deque<Verdict> verdicts;
  OpenOutcome open_outcome = OpenOutcome::kOpened;
  std::deque<OpenOutcome> open_outcomes;
  std::vector<OpenedStep> opened;
  std::vector<ClosedRound> closed;
  std::vector<DecisionCommand> decided;  // every try, as it came
  std::vector<RecallCommand> recalled;   // likewise
  std::vector<std::string> digests;
  std::vector<std::tuple<EmployeeId, int, std::optional<QueuePosition>>> listed;
  QueuePage page;

 private:
  Verdict Next(const std::string& digest) {
    digests.push_back(digest);
    auto verdict = verdicts.at(0);
    verdicts.pop_front();
    return verdict;
  }
};

class ScriptedSource final : public OpenStepSource {
 public:
  SourceState Find(RequestId document, Deadline deadline) override {
    ++asked;
    EXPECT_EQ(document, RequestId(41)) << "the document of the command";
    EXPECT_LE(deadline.Remaining(), DecideOptions().source_wait);
    if (away) throw Unavailable("approval-request is away");
    if (!answer) return ended;
    return {.kind = SourceState::Kind::kOpen, .opened = answer};
  }

  std::optional<OpenedStep> answer;
  SourceState ended;  // what is told when nothing is open
  bool away = false;
  int asked = 0;
};

class ScriptedPublisher final : public ResultPublisher {
 public:
  bool Publish(const ResultMessage& message, Deadline deadline) override {
    published.push_back(message.id);
    EXPECT_LE(deadline.Remaining(), std::chrono::milliseconds(100));
    return delivers;
  }

  [[nodiscard]] bool IsSure(std::int64_t) const override { return sure; }

  bool delivers = true;
  bool sure = true;
  std::vector<std::string> published;
};

}  // namespace erp::approval_processing
