// What Redis knows of the present steps of documents, for views of them.
#pragma once

#include <string>
#include <vector>

#include "approval-processing/app/ports.h"
#include "approval-processing/app/step_states.h"
#include "approval-processing/store/keys.h"
#include "redis/pool.h"
#include "redis/script.h"

namespace erp::approval_processing {

// Thread-safe. One round trip for all of them; throws Unavailable, "rebuilding" while what is kept
// may be outdated.
class RedisStepStates final : public StepStates {
 public:
  RedisStepStates(redis::Pool& pool, const std::string& tenant, AnnouncedEpoch& epoch);

  std::vector<StepState> Find(const std::vector<RequestId>& documents) override;

 private:
  redis::Pool& pool_;
  const Keys keys_;
  AnnouncedEpoch& epoch_;
  const redis::Script states_;
};

}  // namespace erp::approval_processing
