// How this service reaches its Redis.
#pragma once

#include <optional>
#include <string>

#include "approval-processing/config.h"
#include "redis/pool.h"

namespace erp::approval_processing {

// What is wrong with REDIS_URL, or nothing: a check of the configuration.
std::optional<std::string> WrongRedisUrl(const Config& config);

// After that check.
redis::PoolOptions RedisOptions(const Config& config);

// Why Redis cannot be used now, or nothing: for readiness. Throws Unavailable.
std::optional<std::string> Trouble(redis::Pool& pool);

}  // namespace erp::approval_processing
