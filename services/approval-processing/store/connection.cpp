#include "approval-processing/store/connection.h"

#include <chrono>

#include "common/thread_annotations.h"
#include "redis/durability.h"

namespace erp::approval_processing {
namespace {

using std::chrono::milliseconds;

// With the files that a URL does not name.
redis::Url RedisUrl(const Config& config) {
  auto url = redis::ParseUrl(config.redis_url).value();
  const bool on = url.tls.on;
  url.tls = config.redis_tls;
  url.tls.on = on;
  return url;
}

}  // namespace

std::optional<std::string> WrongRedisUrl(const Config& config) {
  const auto url = redis::ParseUrl(config.redis_url);
  if (!url) return "REDIS_URL must read redis[s]://[[user]:password@]host[:port][/db]";
  const bool files =
      !config.redis_tls.ca_file.empty() || !config.redis_tls.certificate_file.empty();
  if (files && !url->tls.on) return "REDIS_CA_FILE and REDIS_CERTIFICATE_FILE need rediss://";
  return std::nullopt;
}

redis::PoolOptions RedisOptions(const Config& config) {
  redis::PoolOptions options;
  options.url = RedisUrl(config);
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
