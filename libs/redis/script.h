// A Lua script that runs atomically on the server: EVALSHA, falling back on EVAL when the
// server does not know it (after a restart).
#pragma once

#include <string>
#include <vector>

#include "redis/pool.h"

namespace erp::redis {

// Thread-safe, constant after construction.
class Script {
 public:
  explicit Script(std::string source);

  // Blocks for the answer. Throws as Lease::Run does.
  Reply Run(Pool& pool,
            const std::vector<std::string>& keys,
            const std::vector<std::string>& arguments) const;
  Reply Run(Lease& lease,
            const std::vector<std::string>& keys,
            const std::vector<std::string>& arguments) const;

  struct Call {
    std::vector<std::string> keys;
    std::vector<std::string> arguments;
  };
  // Many calls in one round trip, each atomic by itself, in their order; one answer for each.
  // With an append-only file they share one fsync. An error answer of any is thrown, after all
  // have run.
  std::vector<Reply> RunAll(Pool& pool, const std::vector<Call>& calls) const;

 private:
  std::string source_;
  std::string sha1_;
};

}  // namespace erp::redis
