// What the Redis server knows of its own life: its run id, and the notes of replayed.lua.
#pragma once

#include <memory>
#include <string>

#include "notification/app/ports.h"
#include "notification/store/keys.h"
#include "redis/pool.h"
#include "redis/script.h"

namespace erp::notification {

class RedisStoreRuns final : public StoreRuns {
 public:
  // `pool` must outlive it.
  RedisStoreRuns(redis::Pool& pool, std::string prefix);

  StoreLife Read() override;
  bool Note(const std::string& run, Basis basis, const Offsets& offsets, Instant now) override;

 private:
  redis::Pool& pool_;
  const std::string key_;
  const redis::Script replayed_;
};

}  // namespace erp::notification
