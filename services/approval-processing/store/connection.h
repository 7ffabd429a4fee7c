// How this service reaches its Redis, and whether that may be trusted with decisions.
#pragma once

#include <optional>
#include <string>

#include "approval-processing/config.h"
#include "common/thread_annotations.h"
#include "redis/pool.h"

namespace erp::approval_processing {

// What is wrong with REDIS_URL, or nothing: a check of the configuration.
std::optional<std::string> WrongRedisUrl(const Config& config);

// After that check. For those whom somebody waits for: acquiring (75 ms), connecting (25 ms, and
// as much for a password) and the answer (375 ms, for a disk that stalls) together are half a
// second when Redis hangs.
redis::PoolOptions RedisOptions(const Config& config);
// For events, the relay and the reconciliations: they can wait, and take no connection from
// somebody who cannot.
redis::PoolOptions BackgroundRedisOptions(const Config& config);
// For readiness alone: one connection that no caller can take, nor it one of theirs.
redis::PoolOptions ProbingRedisOptions(const Config& config);

// Why Redis cannot be used now, for readiness. Thread-safe. The pool must outlive it.
class RedisProbe {
 public:
  // `check`: an acknowledged decision must survive the server, so it must have appendonly yes,
  // appendfsync always and maxmemory-policy noeviction. Asked again for each run of the server,
  // and as long as it has not.
  RedisProbe(redis::Pool& pool, bool check) : pool_(pool), check_(check) {}

  // Blocks for two round trips; throws Unavailable.
  std::optional<std::string> Unavailability();

 private:
  redis::Pool& pool_;
  const bool check_;
  Mutex mutex_;
  std::string checked_run_ ERP_GUARDED_BY(mutex_);
};

}  // namespace erp::approval_processing
