// The JSON of this service's HTTP bodies, and the cursor of its list.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "approval-processing/app/decide.h"
#include "approval-processing/app/ports.h"
#include "approval-processing/domain/decision.h"
#include "common/result.h"

namespace erp::approval_processing {

struct DecideBody {
  DecisionStatus status = DecisionStatus::kApproved;
  std::optional<std::string> comment;  // as it was sent
};

// {"status": "approved"|"rejected", "comment"?} ("reason" is taken for comment); "malformed-json"
// or "invalid-body" otherwise.
Result<DecideBody> ParseDecideBody(const std::string& body);

// {"message","requestId","status","step","decisionId","decidedAt"}: the same bytes for every
// repeat of the decision.
std::string PrintDecision(RequestId document, const Decision& decision);

// {"comment"?}; the comment as it was sent.
Result<std::optional<std::string>> ParseRecallBody(const std::string& body);

// {"message","requestId","status":"recalled","recallId","decisionId","recalledAt"}; decisionId
// is the recallId too, for callers that handle both verbs alike.
std::string PrintRecall(RequestId document, const Recall& recall);

// The tasks of a page as an array of at most kPageBytes (one task comes anyway), and where the next
// page begins: as JSON a task may be longer than it is stored, so the array may end earlier.
struct PrintedTasks {
  std::string json;
  std::optional<QueuePosition> next;
};
PrintedTasks PrintTasks(const QueuePage& page);

// "<createdAt in ms>.<requestId>"; empty for any other text.
std::string PrintCursor(const QueuePosition& position);
std::optional<QueuePosition> ParseCursor(const std::string& text);

}  // namespace erp::approval_processing
