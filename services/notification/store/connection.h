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
redis::PoolOptions BackgroundRedis(const Config& config);
// The same server for what people wait for: gives up within half a second.
redis::PoolOptions InteractiveRedis(const Config& config);
// For readiness alone: one connection that no caller can take, nor it one of theirs.
redis::PoolOptions ProbingRedis(const Config& config);

// Why the server cannot be used, or nothing: a readiness probe. With REDIS_DURABILITY=check also
// when it does not keep what it acknowledges.
std::optional<std::string> Unavailability(redis::Pool& pool, const Config& config);

}  // namespace erp::notification
