// Where the logs of some topics end, asked from outside: for noticing that a broker has lost what
// it had acknowledged.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/brokers.h"
#include "common/clock.h"

namespace erp::kafka {

// Thread-safe.
class LogEnds {
 public:
  struct Ends {
    std::string cluster;                       // the id of the brokers' cluster
    std::map<std::string, std::int64_t> next;  // "topic/partition" -> offset of its next record
  };

  // Connects in the background: brokers that are away are no error yet.
  LogEnds(const Brokers& brokers, std::vector<std::string> topics);
  ~LogEnds();
  LogEnds(const LogEnds&) = delete;
  LogEnds& operator=(const LogEnds&) = delete;

  // Blocks for about one round trip per partition; Unavailable when a broker does not answer or
  // the deadline has passed.
  Ends Read(Deadline deadline);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace erp::kafka
