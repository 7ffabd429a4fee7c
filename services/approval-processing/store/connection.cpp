#include "approval-processing/store/connection.h"

#include <array>
#include <chrono>
#include <utility>

namespace erp::approval_processing {
namespace {

using std::chrono::milliseconds;

// Of the answer to INFO server.
std::string RunId(const std::string& info) {
  static constexpr std::string_view kName = "run_id:";
  const auto at = info.find(kName);
  if (at == std::string::npos) return {};
  const auto from = at + kName.size();
  return info.substr(from, info.find_first_of("\r\n", from) - from);
}

}  // namespace

std::optional<std::string> WrongRedisUrl(const Config& config) {
  if (redis::ParseUrl(config.redis_url)) return std::nullopt;
  return "REDIS_URL must read redis://[[user]:password@]host[:port][/db]";
}

redis::PoolOptions RedisOptions(const Config& config) {
  redis::PoolOptions options;
  options.url = redis::ParseUrl(config.redis_url).value();
  options.connections = static_cast<std::size_t>(config.redis_connections);
  options.acquire_timeout = milliseconds(100);
  options.connect_timeout = milliseconds(75);
  options.command_timeout = milliseconds(250);
  return options;
}

redis::PoolOptions PatientRedisOptions(const Config& config) {
  auto options = RedisOptions(config);
  options.connections = 4;
  options.acquire_timeout = milliseconds(1000);
  options.connect_timeout = milliseconds(500);
  options.command_timeout = milliseconds(2000);
  return options;
}

std::optional<std::string> RedisProbe::Trouble() {
  // While it loads its data set it answers an error: Unavailable.
  const auto run = RunId(pool_.Run({"INFO", "server"}).AsText());
  if (!check_) return std::nullopt;
  const std::lock_guard lock(mutex_);
  if (run == checked_run_) return std::nullopt;
  auto wrong = WrongSettings();
  if (!wrong) checked_run_ = run;
  return wrong;
}

std::optional<std::string> RedisProbe::WrongSettings() {
  static constexpr std::array<std::pair<const char*, const char*>, 3> kNeeded{
      {{"appendonly", "yes"}, {"appendfsync", "always"}, {"maxmemory-policy", "noeviction"}}};
  for (const auto& [name, value] : kNeeded) {
    const auto replies = pool_.Pipeline({{"CONFIG", "GET", name}});
    const auto& reply = replies.at(0);
    if (reply.kind == redis::Reply::Kind::kError || reply.elements.size() != 2) {
      return std::string("Redis does not tell its ") + name +
             ": see to it yourself and set REDIS_DURABILITY=off";
    }
    if (const auto found = reply.elements[1].AsText(); found != value) {
      return std::string("Redis may lose decisions: ") + name + " is " + found + " and must be " +
             value;
    }
  }
  return std::nullopt;
}

}  // namespace erp::approval_processing
