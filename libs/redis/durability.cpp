#include "redis/durability.h"

#include <array>
#include <stdexcept>
#include <utility>
#include <vector>

namespace erp::redis {
namespace {

struct Setting {
  const char* name;
  const char* must_be;
};
constexpr std::array<Setting, 3> kSettings{
    {{"appendonly", "yes"}, {"appendfsync", "always"}, {"maxmemory-policy", "noeviction"}}};

}  // namespace

std::optional<std::string> NotDurable(Pool& pool) {
  std::vector<Command> questions;
  for (const auto& setting : kSettings) questions.push_back({"CONFIG", "GET", setting.name});
  const auto answers = pool.Pipeline(questions);
  for (std::size_t i = 0; i < kSettings.size(); ++i) {
    const std::string name = kSettings[i].name;
    const Reply& answer = answers[i];
    if (answer.kind == Reply::Kind::kError)
      return "redis does not say " + name + ": " + answer.text;
    const auto& pair = answer.AsArray();
    if (pair.size() != 2) return "redis does not say " + name;
    if (pair[1].AsText() != kSettings[i].must_be) {
      return "redis has " + name + " " + pair[1].AsText() + ", must be " + kSettings[i].must_be;
    }
  }
  return std::nullopt;
}

std::string RunId(Lease& lease) {
  static constexpr std::string_view kField = "run_id:";
  const std::string info = lease.Run({"INFO", "server"}).AsText();
  const std::size_t begin = info.find(kField);
  if (begin == std::string::npos) throw std::runtime_error("redis: INFO has no run_id");
  const std::size_t end = info.find_first_of("\r\n", begin);
  return info.substr(begin + kField.size(), end - begin - kField.size());
}

std::string RunId(Pool& pool) {
  auto lease = pool.Acquire();
  return RunId(lease);
}

}  // namespace erp::redis
