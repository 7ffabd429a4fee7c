// Whether the bus has lost what it had acknowledged, from where its logs end. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace erp::approval_request {

// "topic/partition" -> offset of the next record, in one cluster.
struct LogEnds {
  std::string cluster = {};
  std::map<std::string, std::int64_t> next = {};

  friend bool operator==(const LogEnds&, const LogEnds&) = default;
};

// What ends before it ended once, or is gone: all of it when the cluster is another one. A log only
// grows; retention takes from its beginning.
inline std::vector<std::string> Shortened(const LogEnds& before, const LogEnds& now) {
  std::vector<std::string> shortened;
  for (const auto& [log, end] : before.next) {
    const auto found = now.next.find(log);
    const bool same = before.cluster == now.cluster && found != now.next.end();
    if (end > 0 && (!same || found->second < end)) shortened.push_back(log);
  }
  return shortened;
}

}  // namespace erp::approval_request
