#include "notification/store/connection.h"

#include <chrono>

namespace erp::notification {

std::optional<std::string> WrongRedisUrl(const Config& config) {
  if (redis::ParseUrl(config.redis_url)) return std::nullopt;
  return "REDIS_URL must read redis://[[user]:password@]host[:port][/db]";
}

redis::PoolOptions RedisOptions(const Config& config) {
  redis::PoolOptions options;
  options.url = redis::ParseUrl(config.redis_url).value();
  options.connections = static_cast<std::size_t>(config.redis_pool_size);
  // Far above a slow fsync of the append-only file.
  options.command_timeout = std::chrono::milliseconds(1000);
  return options;
}

std::optional<std::string> Trouble(redis::Pool& pool) {
  const auto answer = pool.Run({"PING"});
  if (answer.text == "PONG") return std::nullopt;
  return "redis answers PING with " + answer.text;
}

}  // namespace erp::notification
