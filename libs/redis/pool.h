// Connections to one Redis server, lent one at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/clock.h"
#include "observe/metrics.h"
#include "redis/reply.h"
#include "redis/url.h"

namespace erp::redis {

struct PoolOptions {
  Url url;
  std::size_t connections = 16;
  std::chrono::milliseconds connect_timeout{500};
  std::chrono::milliseconds command_timeout{2000};
  std::chrono::milliseconds acquire_timeout{1000};
};

using Command = std::vector<std::string>;  // binary-safe arguments

class Connection;  // one redisContext, private to this library

// Exclusive use of one connection; gives it back at the end. A connection that failed is
// replaced, never reused.
class Lease {
 public:
  Lease(Lease&&) noexcept;
  Lease& operator=(Lease&&) noexcept;
  ~Lease();

  // Blocks for the answer, at most command_timeout. Throws Unavailable when the connection
  // fails or the server says LOADING, READONLY, OOM, MASTERDOWN or BUSY, std::runtime_error
  // for any other error answer.
  Reply Run(const Command& command);
  // One round trip for all; error answers are returned as elements of kind kError.
  std::vector<Reply> Pipeline(const std::vector<Command>& commands);

 private:
  friend class Pool;
  struct Impl;
  explicit Lease(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Thread-safe.
class Pool {
 public:
  Pool(PoolOptions options, metrics::Registry& registry);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Waits for a free connection, connecting when needed; Unavailable after acquire_timeout
  // or when the server cannot be reached.
  Lease Acquire();

  // Acquire and run one command.
  Reply Run(const Command& command);
  std::vector<Reply> Pipeline(const std::vector<Command>& commands);

  // How many connections have broken so far, were closed by the server or could not be made: as
  // long as it stays the same, what answers is what answered before. Does not block.
  [[nodiscard]] std::uint64_t Breaks() const;

 private:
  friend class Lease;
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace erp::redis
