// What is known here of documents' present steps. Views of documents ask, so that none shows a
// step as undecided after its decision was acknowledged.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "approval-processing/domain/task.h"
#include "common/id.h"

namespace erp::approval_processing {

struct StepState {
  RequestId document;
  std::string state;  // open decided recalled moved closed
  StepKey key;
  std::int64_t order = 0;        // of the last event of the document
  std::string result_type = {};  // of what was decided or recalled on the step, and may not have
  std::string result = {};       // been applied: the event's type and body; empty for none
};

// Thread-safe; blocks on the store.
class StepStates {
 public:
  virtual ~StepStates() = default;
  // Of those that are known. Throws Unavailable, "rebuilding" while what is known may be outdated.
  virtual std::vector<StepState> Find(const std::vector<RequestId>& documents) = 0;
};

}  // namespace erp::approval_processing
