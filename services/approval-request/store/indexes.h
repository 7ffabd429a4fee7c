// The collection of this service and its indexes: one for every way it is asked. No query runs
// without one; tests/contract explains them all.
#pragma once

#include "mongo/pool.h"

namespace erp::approval_request {

inline constexpr const char* kApprovals = "approvals";
inline constexpr const char* kCounters = "counters";
inline constexpr const char* kIdempotencyIndex = "idempotency";

// Creates what is missing; safe to repeat and while other replicas run. Throws Unavailable.
void EnsureIndexes(mongo::Pool& pool);

}  // namespace erp::approval_request
