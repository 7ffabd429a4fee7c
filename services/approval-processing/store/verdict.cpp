#include "approval-processing/store/verdict.h"

#include <array>
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "approval-processing/store/stored_message.h"
#include "common/error.h"

namespace erp::approval_processing {
namespace {

using std::chrono::seconds;

DecisionOutcome ParseOutcome(const std::string& text) {
  static constexpr std::array<std::pair<std::string_view, DecisionOutcome>, 15> kWords{
      {{"decided", DecisionOutcome::kDecided},
       {"repeated", DecisionOutcome::kRepeated},
       {"key-reused", DecisionOutcome::kKeyReused},
       {"already-decided", DecisionOutcome::kAlreadyDecided},
       {"reason-required", DecisionOutcome::kReasonRequired},
       {"other-version", DecisionOutcome::kOtherVersion},
       {"version-unknown", DecisionOutcome::kVersionUnknown},
       {"not-open", DecisionOutcome::kNotOpen},
       {"opening", DecisionOutcome::kOpening},
       {"not-on-line", DecisionOutcome::kNotOnLine},
       {"recalled", DecisionOutcome::kRecalled},
       {"not-the-drafter", DecisionOutcome::kNotDrafter},
       {"ended", DecisionOutcome::kEnded},
       {"inactive", DecisionOutcome::kInactive},
       {"unknown", DecisionOutcome::kUnknown}}};
  for (const auto& [word, outcome] : kWords) {
    if (word == text) return outcome;
  }
  if (text == "rebuilding") ThrowRebuilding();
  if (text == "set-aside") {
    throw Unavailable("this document waits for an earlier result, or is being looked into",
                      seconds(5), "document-set-aside");
  }
  if (text == "outbox-full") {
    throw Unavailable("too many results wait for delivery", seconds(1), text);
  }
  throw std::runtime_error("a script answered " + text);
}

TaskState ParseTaskState(const std::string& state) {
  if (state == "open") return TaskState::kOpen;
  if (state == "decided" || state == "recalled" || state == "moved") return TaskState::kDecided;
  if (state == "closed") return TaskState::kEnded;
  return TaskState::kNothing;
}

std::vector<std::string> Split(const std::string& packed) {
  std::vector<std::string> parts;
  for (std::size_t start = 0;;) {
    const auto end = packed.find('|', start);
    parts.push_back(packed.substr(start, end - start));
    if (end == std::string::npos) return parts;
    start = end + 1;
  }
}

std::runtime_error Unreadable(const std::string& packed) {
  return std::runtime_error("a stored decision reads " + packed);
}

// round|step|attempt, beginning at `at`.
StepKey ParseKey(const std::vector<std::string>& parts, std::size_t at, const std::string& packed) {
  const auto round = ParsePositive(parts[at]);
  const auto step = ParsePositive(parts[at + 1]);
  const auto attempt = ParsePositive(parts[at + 2]);
  if (!round || !step || !attempt) throw Unreadable(packed);
  return {*round, static_cast<int>(*step), *attempt};
}

// id|approver|status|round|step|attempt|n|decidedAt, as decide.lua writes it.
Decision ParseDecision(const std::string& packed) {
  const auto parts = Split(packed);
  if (parts.size() != 8) throw Unreadable(packed);
  const auto approver = EmployeeId::Parse(parts[1]);
  const auto status = ParseDecisionStatus(parts[2]);
  const auto sequence = ParsePositive(parts[6]);
  const auto at = ParseInstant(parts[7]);
  if (!approver || !status || !sequence || !at) throw Unreadable(packed);
  return {parts[0], *approver, *status, ParseKey(parts, 3, packed), *sequence, *at};
}

// id|requester|round|step|attempt|n|recalledAt, as recall.lua writes it.
Recall ParseRecall(const std::string& packed) {
  const auto parts = Split(packed);
  if (parts.size() != 7) throw Unreadable(packed);
  const auto requester = EmployeeId::Parse(parts[1]);
  const auto sequence = ParsePositive(parts[5]);
  const auto at = ParseInstant(parts[6]);
  if (!requester || !sequence || !at) throw Unreadable(packed);
  return {parts[0], *requester, ParseKey(parts, 2, packed), *sequence, *at};
}

}  // namespace

void ThrowRebuilding() {
  throw Unavailable("what is stored is being compared with approval-request", seconds(1),
                    "rebuilding");
}

Verdict ReadVerdict(const redis::Reply& reply) {
  const auto& parts = reply.AsArray();
  Verdict verdict;
  verdict.outcome = ParseOutcome(parts.at(0).AsText());
  verdict.task_state = ParseTaskState(parts.at(1).AsText());
  if (const auto packed = parts.at(2).AsText(); packed.starts_with("recall:")) {
    verdict.recall = ParseRecall(packed);
  } else if (!packed.empty()) {
    verdict.decision = ParseDecision(packed);
  }
  const auto& message = parts.at(3).AsArray();
  if (message.empty()) return verdict;
  const std::vector<redis::Reply> fields(message.begin() + 1, message.end());
  try {
    verdict.message = ReadMessage(message.front().AsText(), fields);
  } catch (const UnreadableMessage&) {
    verdict.undeliverable = true;  // the sweep sets it aside
  }
  return verdict;
}

}  // namespace erp::approval_processing
