#include "notification/store/connection.h"

#include <chrono>

#include "redis/durability.h"

namespace erp::notification {

std::optional<std::string> WrongRedisUrl(const Config& config) {
  return redis::WrongUrl(config.redis_url, config.redis_tls);
}

redis::PoolOptions BackgroundRedis(const Config& config) {
  redis::PoolOptions options;
  options.url = redis::UrlWith(config.redis_url, config.redis_tls);
  options.connections = static_cast<std::size_t>(config.redis_pool_size);
  // Far above a slow fsync of the append-only file.
  options.command_timeout = std::chrono::milliseconds(1000);
  return options;
}

redis::PoolOptions InteractiveRedis(const Config& config) {
  auto options = BackgroundRedis(config);
  // Together below half a second: a person is told so, and asks again.
  options.acquire_timeout = std::chrono::milliseconds(100);
  options.connect_timeout = std::chrono::milliseconds(100);
  options.command_timeout = std::chrono::milliseconds(200);
  return options;
}

redis::PoolOptions ProbingRedis(const Config& config) {
  auto options = InteractiveRedis(config);
  options.connections = 1;
  return options;
}

std::optional<std::string> Unavailability(redis::Pool& pool, const Config& config) {
  const auto answer = pool.Run({"PING"});
  if (answer.text != "PONG") return "redis answers PING with " + answer.text;
  if (config.redis_durability == "off") return std::nullopt;
  return redis::NotDurable(pool);
}

}  // namespace erp::notification
