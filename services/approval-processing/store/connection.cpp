#include "approval-processing/store/connection.h"

#include <chrono>

namespace erp::approval_processing {

std::optional<std::string> WrongRedisUrl(const Config& config) {
  if (redis::ParseUrl(config.redis_url)) return std::nullopt;
  return "REDIS_URL must read redis://[[user]:password@]host[:port][/db]";
}

redis::PoolOptions RedisOptions(const Config& config) {
  redis::PoolOptions options;
  options.url = redis::ParseUrl(config.redis_url).value();
  options.connections = static_cast<std::size_t>(config.redis_connections);
  // Far above a slow fsync of the append-only file, still well within a client's patience.
  options.command_timeout = std::chrono::milliseconds(1000);
  return options;
}

std::optional<std::string> Trouble(redis::Pool& pool) {
  pool.Run({"PING"});  // while it loads its data set it answers an error: Unavailable
  return std::nullopt;
}

}  // namespace erp::approval_processing
