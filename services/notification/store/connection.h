// How this service reaches its Redis.
#pragma once

#include <optional>
#include <string>

#include "notification/config.h"
#include "redis/pool.h"

namespace erp::notification {

// What is wrong with REDIS_URL, or nothing.
std::optional<std::string> WrongRedisUrl(const Config& config);

// Of a configuration whose REDIS_URL is right.
redis::PoolOptions RedisOptions(const Config& config);

// Why the server cannot be used, or nothing: a readiness probe.
std::optional<std::string> Trouble(redis::Pool& pool);

}  // namespace erp::notification
