// How far a consumer group has come on a topic, asked from outside: this never joins the group,
// so it neither takes partitions nor causes a rebalance.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/brokers.h"
#include "common/clock.h"

namespace erp::kafka {

// Thread-safe.
class GroupProgress {
 public:
  // Connects in the background: brokers that are away are no error yet.
  GroupProgress(const Brokers& brokers, std::string group, std::string topic);
  ~GroupProgress();
  GroupProgress(const GroupProgress&) = delete;
  GroupProgress& operator=(const GroupProgress&) = delete;

  // Records of all partitions that the group has not committed: ends minus committed offsets,
  // each end asked after the call began. Without a committed offset all that the partition
  // still holds counts. Blocks until the brokers have answered, about one round trip per
  // partition; asks again what was refused and throws Unavailable at the deadline.
  std::int64_t Lag(Deadline deadline);

  // The end of each partition, in the order of their numbers, and whether the group has committed
  // everything before such ends. Block and throw as above.
  std::vector<std::int64_t> Ends(Deadline deadline);
  bool Reached(const std::vector<std::int64_t>& ends, Deadline deadline);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace erp::kafka
