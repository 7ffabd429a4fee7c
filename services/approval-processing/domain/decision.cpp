#include "approval-processing/domain/decision.h"

#include <stdexcept>
#include <utility>

#include "common/sha256.h"
#include "common/unicode.h"

namespace erp::approval_processing {
namespace {

constexpr std::size_t kDigestLength = 16;

Error AlreadyDecided(const std::optional<Decision>& decision) {
  Error error{ErrorCode::kConflict, "already-decided", "This step has been decided already."};
  if (decision) {
    error.extras = {{"decidedBy", decision->approver.value()},
                    {"decidedStatus", std::string(ToText(decision->status))},
                    {"decidedAt", FormatInstant(decision->decided_at)}};
  }
  return error;
}

Error DocumentRecalled(const std::optional<Recall>& recall) {
  Error error{ErrorCode::kConflict, "document-recalled", "The drafter has recalled the document."};
  if (!recall) return error;
  if (recall->requester.value() > 0) {
    error.extras.emplace_back("recalledBy", recall->requester.value());
  }
  error.extras.emplace_back("recalledAt", FormatInstant(recall->recalled_at));
  return error;
}

std::string DigestOf(const std::optional<std::string>& key) {
  return Sha256Hex(key.value_or(NewUuid())).substr(0, kDigestLength);
}

}  // namespace

std::string_view ToText(DecisionStatus status) {
  return status == DecisionStatus::kApproved ? "approved" : "rejected";
}

std::optional<DecisionStatus> ParseDecisionStatus(std::string_view text) {
  if (text == "approved") return DecisionStatus::kApproved;
  if (text == "rejected") return DecisionStatus::kRejected;
  return std::nullopt;
}

std::optional<std::string> TrimComment(std::optional<std::string> comment) {
  static constexpr std::string_view kSpace = " \t\r\n";
  if (!comment || unicode::IsBlank(*comment)) return std::nullopt;
  const auto first = comment->find_first_not_of(kSpace);
  const auto last = comment->find_last_not_of(kSpace);
  return comment->substr(first, last - first + 1);
}

std::string KeyDigest(const DecisionCommand& command) { return DigestOf(command.idempotency_key); }

std::string KeyDigest(const RecallCommand& command) { return DigestOf(command.idempotency_key); }

std::string ContentFingerprint(const DecisionCommand& command) {
  // The status has no line break, so no two contents give the same text.
  std::string content(ToText(command.status));
  if (command.comment) content += '\n' + *command.comment;
  return Sha256Hex(content).substr(0, kDigestLength);
}

std::string ContentFingerprint(const RecallCommand& command) {
  std::string content("recalled");
  if (command.comment) content += '\n' + *command.comment;
  return Sha256Hex(content).substr(0, kDigestLength);
}

bool MayBeOutdated(DecisionOutcome outcome, TaskState task_state) {
  switch (outcome) {
    case DecisionOutcome::kUnknown:
    // An event that is on its way may open the step once more, with a later version.
    case DecisionOutcome::kOtherVersion:
    case DecisionOutcome::kVersionUnknown:
    case DecisionOutcome::kOpening:
      return true;
    case DecisionOutcome::kNotOnLine:
    case DecisionOutcome::kNotOpen:
    case DecisionOutcome::kNotBegun:
    case DecisionOutcome::kDraft:
    // The drafter may have submitted it again since.
    case DecisionOutcome::kRecalled:
      return task_state != TaskState::kOpen;
    case DecisionOutcome::kAlreadyDecided:
    case DecisionOutcome::kEnded:
    case DecisionOutcome::kNotDrafter:
      return task_state == TaskState::kEnded;
    case DecisionOutcome::kDecided:
    case DecisionOutcome::kRepeated:
    case DecisionOutcome::kKeyReused:
    case DecisionOutcome::kReasonRequired:
    case DecisionOutcome::kInactive:
      return false;
  }
  return false;
}

Error Refusal(DecisionOutcome outcome,
              const std::optional<Decision>& decision,
              const std::optional<Recall>& recall) {
  switch (outcome) {
    case DecisionOutcome::kKeyReused:
      return {ErrorCode::kKeyReused, "idempotency-key-reused",
              "The Idempotency-Key was used with another decision."};
    case DecisionOutcome::kAlreadyDecided:
      return AlreadyDecided(decision);
    case DecisionOutcome::kReasonRequired:
      return {ErrorCode::kInvalid,
              "reason-required",
              "A rejection of this document needs a comment.",
              {{"/comment", "is required to reject"}}};
    case DecisionOutcome::kOtherVersion:
      return {ErrorCode::kPreconditionFailed, "version-mismatch",
              "The document has changed since it was read."};
    case DecisionOutcome::kNotOpen:
      return {ErrorCode::kConflict, "step-not-open",
              "It is not this approver's turn: the step is not open."};
    case DecisionOutcome::kNotBegun:
      return {ErrorCode::kConflict, "step-not-open",
              "The document is not under way yet: no step of it is open."};
    case DecisionOutcome::kRecalled:
      return DocumentRecalled(recall);
    case DecisionOutcome::kDraft:
      return {ErrorCode::kConflict, "document-draft",
              "The document is a draft: it is not submitted, so there is nothing to recall."};
    case DecisionOutcome::kNotDrafter:
      return {ErrorCode::kForbidden, "not-the-drafter", "Only the drafter recalls a document."};
    case DecisionOutcome::kEnded:
      return {ErrorCode::kConflict, "document-closed", "The document is not in progress any more."};
    case DecisionOutcome::kInactive:
      return {ErrorCode::kForbidden, "inactive",
              "Somebody who has left the company decides nothing any more."};
    case DecisionOutcome::kNotOnLine:
    case DecisionOutcome::kUnknown:
      return {ErrorCode::kNotFound, "task-not-found",
              "There is no document that waits for this approver under this number."};
    case DecisionOutcome::kDecided:
    case DecisionOutcome::kRepeated:
    case DecisionOutcome::kVersionUnknown:
    case DecisionOutcome::kOpening:
      break;
  }
  throw std::logic_error("a decision that was made, or not judged, is not refused");
}

}  // namespace erp::approval_processing
