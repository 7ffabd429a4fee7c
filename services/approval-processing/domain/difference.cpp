#include "approval-processing/domain/difference.h"

namespace erp::approval_processing {

Difference Compare(const OpenKey* there, const LiveTask* here) {
  if (here == nullptr || (here->state == LiveTask::State::kMissing && there != nullptr)) {
    return Difference::kNotOpenHere;
  }
  if (there == nullptr) return Difference::kNotOpenThere;
  if (there->order < here->order) return Difference::kNone;
  // The very step that was decided here is what approval-request still shows as open.
  if (here->state == LiveTask::State::kDecided && there->key == here->key) {
    return Difference::kNotApplied;
  }
  if (there->order > here->order) return Difference::kNotOpenHere;
  // The same step is open on both sides, and something that was published before it has opened, or
  // about it, has not arrived.
  return here->sequence > there->result_base ? Difference::kNotApplied : Difference::kNone;
}

}  // namespace erp::approval_processing
