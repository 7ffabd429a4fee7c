// What a pool and its leases share. Private to this library.
#pragma once

#include <array>
#include <chrono>
#include <vector>

#include "mongo/internal/handles.h"
#include "mongo/pool.h"

namespace erp::mongo {

enum class Operation { kInsert, kFind, kAggregate, kUpdate, kBulk, kFindAndModify, kCommand };
inline constexpr std::array<const char*, 7> kOperationNames = {
    "insert", "find", "aggregate", "update", "bulk", "find_and_modify", "command"};

struct Pool::Impl {
  Impl(PoolOptions pool_options, metrics::Registry& registry);

  const PoolOptions options;
  PoolPtr handle;
  PoolPtr probing;  // one connection for Ping: readiness neither takes a caller's nor waits for one
  metrics::Gauge in_use;
  metrics::Counter unavailable;
  std::vector<metrics::Histogram> seconds;  // by Operation
};

struct Lease::Impl {
  Impl(Pool::Impl& the_pool, mongoc_client_t* the_client);
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  [[nodiscard]] CollectionPtr Collection(const std::string& name) const;
  // Options with the server's time limit, for commands that have one.
  [[nodiscard]] Document Limited() const;
  // Options of a write. It has no time limit of its own on the server: the socket's bounds it.
  [[nodiscard]] Document Writing(Durability durability) const;
  // Counts and throws.
  [[noreturn]] void Fail(Operation operation, const bson_error_t& error, const bson_t* reply) const;

  Pool::Impl& pool;
  mongoc_client_t* client;
};

// Measures one operation from construction to the end of the scope.
class Timed {
 public:
  Timed(const Pool::Impl& pool, Operation operation)
      : histogram_(pool.seconds[static_cast<std::size_t>(operation)]) {}
  ~Timed() {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start_;
    histogram_.Observe(took.count());
  }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;

 private:
  const metrics::Histogram& histogram_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace erp::mongo
