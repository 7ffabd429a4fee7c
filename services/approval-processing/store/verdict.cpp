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

Standing ParseStanding(const std::string& text) {
  static constexpr std::array<std::pair<std::string_view, Standing>, 15> kWords{
      {{"decided", Standing::kDecided},
       {"repeated", Standing::kRepeated},
       {"key-reused", Standing::kKeyReused},
       {"already-decided", Standing::kAlreadyDecided},
       {"reason-required", Standing::kReasonRequired},
       {"other-version", Standing::kOtherVersion},
       {"version-unknown", Standing::kVersionUnknown},
       {"not-open", Standing::kNotOpen},
       {"opening", Standing::kOpening},
       {"not-on-line", Standing::kNotOnLine},
       {"recalled", Standing::kRecalled},
       {"not-the-drafter", Standing::kNotDrafter},
       {"ended", Standing::kEnded},
       {"inactive", Standing::kInactive},
       {"unknown", Standing::kUnknown}}};
  for (const auto& [word, standing] : kWords) {
    if (word == text) return standing;
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

Phase ParsePhase(const std::string& state) {
  if (state == "open") return Phase::kOpen;
  if (state == "decided" || state == "recalled" || state == "moved") return Phase::kTold;
  if (state == "closed") return Phase::kEnded;
  return Phase::kNothing;
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
  const auto n = ParsePositive(parts[6]);
  const auto at = ParseInstant(parts[7]);
  if (!approver || !status || !n || !at) throw Unreadable(packed);
  return {parts[0], *approver, *status, ParseKey(parts, 3, packed), *n, *at};
}

// id|requester|round|step|attempt|n|recalledAt, as recall.lua writes it.
Recall ParseRecall(const std::string& packed) {
  const auto parts = Split(packed);
  if (parts.size() != 7) throw Unreadable(packed);
  const auto requester = EmployeeId::Parse(parts[1]);
  const auto n = ParsePositive(parts[5]);
  const auto at = ParseInstant(parts[6]);
  if (!requester || !n || !at) throw Unreadable(packed);
  return {parts[0], *requester, ParseKey(parts, 2, packed), *n, *at};
}

}  // namespace

void ThrowRebuilding() {
  throw Unavailable("what is stored is being compared with approval-request", seconds(1),
                    "rebuilding");
}

Verdict ReadVerdict(const redis::Reply& reply) {
  const auto& parts = reply.AsArray();
  Verdict verdict;
  verdict.standing = ParseStanding(parts.at(0).AsText());
  verdict.phase = ParsePhase(parts.at(1).AsText());
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
