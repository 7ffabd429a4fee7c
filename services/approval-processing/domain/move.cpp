#include "approval-processing/domain/move.h"

namespace erp::approval_processing {

Error Refusal(MoveOutcome outcome) {
  if (outcome == MoveOutcome::kUnknown) {
    return {ErrorCode::kNotFound, "task-not-found", "No such document is known here."};
  }
  return {ErrorCode::kConflict, "step-not-open", "This task is not open for this person."};
}

}  // namespace erp::approval_processing
