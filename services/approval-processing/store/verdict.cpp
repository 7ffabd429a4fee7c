#include "approval-processing/store/verdict.h"

#include <array>
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "approval-processing/store/packed.h"
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

// As decide.lua writes it.
Decision ParseDecision(const std::string& text) {
  enum Part : std::size_t {
    kId,
    kApprover,
    kStatus,
    kRound,
    kStep,
    kAttempt,
    kSequence,
    kDecidedAt,
    kParts
  };
  const Packed packed("decision", text, kParts);
  const auto status = ParseDecisionStatus(packed.Text(kStatus));
  if (!status) throw packed.Unreadable();
  return {packed.Text(kId),
          EmployeeId(packed.Positive(kApprover)),
          *status,
          packed.Key(kRound),
          packed.Positive(kSequence),
          packed.Time(kDecidedAt)};
}

// As recall.lua writes it.
Recall ParseRecall(const std::string& text) {
  enum Part : std::size_t {
    kId,
    kRequester,
    kRound,
    kStep,
    kAttempt,
    kSequence,
    kRecalledAt,
    kParts
  };
  const Packed packed("recall", text, kParts);
  return {packed.Text(kId), EmployeeId(packed.Positive(kRequester)), packed.Key(kRound),
          packed.Positive(kSequence), packed.Time(kRecalledAt)};
}

}  // namespace

void ThrowRebuilding() {
  throw Unavailable("what is stored is being compared with approval-request", seconds(1),
                    "rebuilding");
}

Verdict ReadVerdict(const redis::Reply& reply) {
  const auto& columns = reply.AsArray();
  Verdict verdict;
  verdict.outcome = ParseOutcome(columns.at(VerdictColumn::kOutcome).AsText());
  verdict.task_state = ParseTaskState(columns.at(VerdictColumn::kTaskState).AsText());
  const auto packed = columns.at(VerdictColumn::kPacked).AsText();
  if (packed.starts_with("recall:")) {
    verdict.recall = ParseRecall(packed);
  } else if (!packed.empty()) {
    verdict.decision = ParseDecision(packed);
  }
  const auto& message = columns.at(VerdictColumn::kMessage);
  if (message.AsArray().empty()) return verdict;
  try {
    verdict.message = ReadMessage(ReadStreamEntry(message));
  } catch (const UnreadableMessage&) {
    verdict.undeliverable = true;  // the sweep sets it aside
  }
  return verdict;
}

}  // namespace erp::approval_processing
