// The collection of this service and its indexes: one for every way it is asked. No query runs
// without one; tests/contract explains them all.
#pragma once

#include <chrono>

#include "common/clock.h"
#include "mongo/pool.h"

namespace erp::approval_request {

inline constexpr const char* kApprovals = "approvals";
inline constexpr const char* kCounters = "counters";
inline constexpr const char* kUpkeep = "upkeep";
inline constexpr const char* kJobs = "jobs";
inline constexpr const char* kIdempotencyIndex = "idempotency";
inline constexpr const char* kLeaveIndex = "leave_to";
inline constexpr const char* kOutboxIndex = "outbox";
inline constexpr const char* kParticipantsIndex = "participants_newest";
inline constexpr const char* kSetAsideIndex = "set_aside";
inline constexpr std::chrono::seconds kMigrationTimeout{30};

// Creates what is missing; safe to repeat and while other replicas run. Asks again until the
// deadline while MongoDB is away, then throws Unavailable.
void EnsureIndexes(mongo::Pool& pool, Deadline deadline = Deadline::After(kMigrationTimeout));

}  // namespace erp::approval_request
