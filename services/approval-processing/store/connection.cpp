#include "approval-processing/store/connection.h"

#include <chrono>

#include "common/thread_annotations.h"
#include "redis/durability.h"

namespace erp::approval_processing {

using std::chrono::milliseconds;

std::optional<std::string> WrongRedisUrl(const Config& config) {
  return redis::WrongUrl(config.redis_url, config.redis_tls);
}

redis::PoolOptions RedisOptions(const Config& config) {
  redis::PoolOptions options;
  options.url = redis::UrlWith(config.redis_url, config.redis_tls);
  options.connections = static_cast<std::size_t>(config.redis_connections);
  options.acquire_timeout = milliseconds(75);
  // A handshake of TLS is two more round trips and some milliseconds of both processors.
  options.connect_timeout = milliseconds(options.url.tls.on ? 75 : 25);
  options.command_timeout = milliseconds(375);
  return options;
}

redis::PoolOptions BackgroundRedisOptions(const Config& config) {
  auto options = RedisOptions(config);
  // The workers of the consumer, the relay, the reconciler, the list of leavers and one to spare.
  options.connections = kEventWorkers + 4;
  options.acquire_timeout = milliseconds(1000);
  options.connect_timeout = milliseconds(500);
  options.command_timeout = milliseconds(2000);
  return options;
}

redis::PoolOptions ProbingRedisOptions(const Config& config) {
  auto options = RedisOptions(config);
  options.connections = 1;
  return options;
}

std::optional<std::string> RedisProbe::Unavailability() {
  // While it loads its data set it answers an error: Unavailable.
  const auto run = redis::RunId(pool_);
  if (!check_) return std::nullopt;
  const MutexLock lock(mutex_);
  if (run == checked_run_) return std::nullopt;
  auto wrong = redis::NotDurable(pool_);
  if (!wrong) checked_run_ = run;
  return wrong;
}

}  // namespace erp::approval_processing
