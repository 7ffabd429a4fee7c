// A decision, and what each situation that it can meet means for the one who decides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "approval-processing/domain/task.h"
#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"

namespace erp::approval_processing {

enum class DecisionStatus { kApproved, kRejected };

// "approved" | "rejected"
std::string_view ToText(DecisionStatus status);
std::optional<DecisionStatus> ParseDecisionStatus(std::string_view text);

// What somebody asks for.
struct DecisionCommand {
  EmployeeId approver;
  RequestId document;
  DecisionStatus status = DecisionStatus::kApproved;
  std::optional<std::string> comment = {};          // never blank: see TrimComment
  std::optional<std::string> idempotency_key = {};  // as the client sent it
  std::optional<std::int64_t> version = {};         // the document's, that it is about: If-Match
};

// What a drafter asks for who wants the document back.
struct RecallCommand {
  EmployeeId requester;
  RequestId document;
  std::optional<std::string> comment = {};          // never blank: see TrimComment
  std::optional<std::string> idempotency_key = {};  // as the client sent it
  std::optional<std::int64_t> version = {};         // as in DecisionCommand
};

// White space around a comment says nothing, and neither does one in which nothing can be seen.
std::optional<std::string> TrimComment(std::optional<std::string> comment);

// Names the command within (approver, request): the first 16 hex digits of the SHA-256 of
// its Idempotency-Key, or of a fresh UUID when it has none and so is never repeated.
std::string KeyDigest(const DecisionCommand& command);
std::string KeyDigest(const RecallCommand& command);

// Equal for commands with the same content: a key may be repeated only with the same one.
std::string ContentFingerprint(const DecisionCommand& command);
std::string ContentFingerprint(const RecallCommand& command);

// A decision that was made; it never changes.
struct Decision {
  std::string id;  // decision:{request}:{round}:{step}:{attempt}:{approver}:{key digest}
  EmployeeId approver;
  DecisionStatus status = DecisionStatus::kApproved;
  StepKey key;
  std::int64_t sequence = 0;  // result number of the document
  Instant decided_at{};

  friend bool operator==(const Decision&, const Decision&) = default;
};

// A recall that was made; it never changes.
struct Recall {
  std::string id;  // recall:{request}:{round}:{requester}:{key digest}
  EmployeeId requester;
  StepKey key;                // the step that was open
  std::int64_t sequence = 0;  // result number of the document
  Instant recalled_at{};

  friend bool operator==(const Recall&, const Recall&) = default;
};

// How a command met the state of the document. The store finds out, atomically.
enum class DecisionOutcome {
  kDecided,         // it is the decision, or the recall, now
  kRepeated,        // it was decided by this very command before
  kKeyReused,       // the key was used with another content
  kAlreadyDecided,  // this person's step of the round has been decided; to a recall: some step has
  kReasonRequired,  // a rejection of this step needs a comment
  kOtherVersion,    // the command is about another version of the document
  kVersionUnknown,  // the command names a version; the one of the open step is not known here
  kNotOpen,         // on the line, but not at the open step
  kOpening,         // the result that opens the step for this person is on its way; to a recall: a
                    // move is
  kDraft,           // a recall of a document that is not submitted
  kNotBegun,        // the document is on its way: its first step has yet to open
  kNotOnLine,       // the round is known, the person is not on its line
  kRecalled,        // the drafter has taken the document back
  kNotDrafter,      // a recall by somebody else
  kEnded,           // a recall of a round that has ended
  kInactive,        // the person has left the company
  kUnknown,         // nothing is known of the document
};

// What is known of the document beside that.
enum class TaskState {
  kNothing,
  kOpen,     // a step waits here: nobody but this service can have moved the document since
  kDecided,  // decided or recalled; what follows from it has not arrived yet
  kEnded,    // the round has been closed; another one may have followed
};

// Whether a newer state, which has not arrived here yet, could change the answer.
bool MayBeOutdated(DecisionOutcome outcome, TaskState task_state);

// The refusal that a outcome means: 400, 403, 404, 409, 412 or 422. `decision` is the one that was
// made before (kAlreadyDecided), `recall` likewise (kRecalled). Never for kDecided, kRepeated,
// kVersionUnknown and kOpening.
Error Refusal(DecisionOutcome outcome,
              const std::optional<Decision>& decision,
              const std::optional<Recall>& recall = {});

}  // namespace erp::approval_processing
