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

bool MayBeOutdated(Standing standing, Phase phase) {
  switch (standing) {
    case Standing::kUnknown:
    // An event that is on its way may open the step once more, with a later version.
    case Standing::kOtherVersion:
    case Standing::kVersionUnknown:
    case Standing::kOpening:
      return true;
    case Standing::kNotOnLine:
    case Standing::kNotOpen:
    case Standing::kNotBegun:
    case Standing::kDraft:
    // The drafter may have submitted it again since.
    case Standing::kRecalled:
      return phase != Phase::kOpen;
    case Standing::kAlreadyDecided:
    case Standing::kEnded:
    case Standing::kNotDrafter:
      return phase == Phase::kEnded;
    case Standing::kDecided:
    case Standing::kRepeated:
    case Standing::kKeyReused:
    case Standing::kReasonRequired:
    case Standing::kInactive:
      return false;
  }
  return false;
}

Error Refusal(Standing standing,
              const std::optional<Decision>& decision,
              const std::optional<Recall>& recall) {
  switch (standing) {
    case Standing::kKeyReused:
      return {ErrorCode::kKeyReused, "idempotency-key-reused",
              "The Idempotency-Key was used with another decision."};
    case Standing::kAlreadyDecided:
      return AlreadyDecided(decision);
    case Standing::kReasonRequired:
      return {ErrorCode::kInvalid,
              "reason-required",
              "A rejection of this document needs a comment.",
              {{"/comment", "is required to reject"}}};
    case Standing::kOtherVersion:
      return {ErrorCode::kPreconditionFailed, "version-mismatch",
              "The document has changed since it was read."};
    case Standing::kNotOpen:
      return {ErrorCode::kConflict, "step-not-open",
              "It is not this approver's turn: the step is not open."};
    case Standing::kNotBegun:
      return {ErrorCode::kConflict, "step-not-open",
              "The document is not under way yet: no step of it is open."};
    case Standing::kRecalled:
      return DocumentRecalled(recall);
    case Standing::kDraft:
      return {ErrorCode::kConflict, "document-draft",
              "The document is a draft: it is not submitted, so there is nothing to recall."};
    case Standing::kNotDrafter:
      return {ErrorCode::kForbidden, "not-the-drafter", "Only the drafter recalls a document."};
    case Standing::kEnded:
      return {ErrorCode::kConflict, "document-closed", "The document is not in progress any more."};
    case Standing::kInactive:
      return {ErrorCode::kForbidden, "inactive",
              "Somebody who has left the company decides nothing any more."};
    case Standing::kNotOnLine:
    case Standing::kUnknown:
      return {ErrorCode::kNotFound, "task-not-found",
              "There is no document that waits for this approver under this number."};
    case Standing::kDecided:
    case Standing::kRepeated:
    case Standing::kVersionUnknown:
    case Standing::kOpening:
      break;
  }
  throw std::logic_error("a decision that was made, or not judged, is not refused");
}

}  // namespace erp::approval_processing
