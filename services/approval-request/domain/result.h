// A result of approval-processing: what it has arbitrated about the open step of a document,
// where it stands in the sequence of its document, and the change that it makes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "approval-request/domain/document.h"
#include "approval-request/domain/transition.h"
#include "common/result.h"

namespace erp::approval_request {

// approval.step-decided, approval.recalled and approval.task-moved
struct ArbitratedResult {
  enum class Verdict { kApproved, kRejected, kRecalled, kMoved };

  RequestId document;
  int round = 0;
  int step = 0;  // that was open
  int attempt = 0;
  std::int64_t n = 0;  // counts the results of the document
  std::string id;      // decisionId, recallId or moveId
  EmployeeId actor;    // the approver who decided, the drafter who recalled, or whose task it was
  Verdict verdict = Verdict::kApproved;
  std::string comment = {};  // may be empty
  std::string content_hash;
  Instant at{};                                     // by the arbiter's clock
  std::optional<PersonSnapshot> to = std::nullopt;  // kMoved: whose task it is now
  // Of the arbiter's store when it decided; absent from releases that had none.
  std::optional<std::int64_t> epoch = std::nullopt;
};

// Ids of moves begin with this word.
inline constexpr const char* kMovePrefix = "move:";

enum class Place {
  kNext,       // its turn
  kDuplicate,  // it is recorded already, applied or refused
  kAhead,      // what must come before it is missing: later
  kTaken,      // its number is recorded with another result: never
};
Place PlaceOf(const Document& document, const ArbitratedResult& result);

// The change that the result makes; it must be the next one. Refuses what does not match the
// open step: closed documents, another round, step, attempt, actor or content, and a recall
// after the first decision. `assignment` is of the step that it opens (NextToOpen).
Result<Transition> ApplyResult(const Document& document,
                               const ArbitratedResult& result,
                               Instant now,
                               const StepAssignment& assignment = {});

// Publishes the document's state to the arbiter again, with the next order: an open step opens as
// another attempt, so that nothing decided about the one before counts.
void PublishStateAgain(const Document& document, Transition& change);

// The change by which a result that can never be applied is recorded: an audit entry, a notice
// to the person who decided (nobody has when a task was moved), and the document's state once more
// to the arbiter. Its number is used up, and so are those before it, which must be recorded or
// given up; `why` is what ApplyResult refused it for.
Transition RefuseResult(const Document& document,
                        const ArbitratedResult& result,
                        const std::string& why,
                        Instant now);

// The same for a result of an epoch that is over, which the arbiter has forgotten: what it takes
// for the document's state is right, and may be decided already. So neither its number is used up
// nor the step made another attempt; the arbiter only learns of the new version.
Transition RefuseEarlierEpoch(const Document& document,
                              const ArbitratedResult& result,
                              Instant now);
inline constexpr const char* kEarlierEpoch = "earlier-epoch";

}  // namespace erp::approval_request
