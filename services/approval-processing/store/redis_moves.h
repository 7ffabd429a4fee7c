// TaskMoves on Redis: move.lua.
#pragma once

#include <cstddef>
#include <string>

#include "approval-processing/app/move.h"
#include "approval-processing/store/keys.h"
#include "redis/pool.h"
#include "redis/script.h"

namespace erp::approval_processing {

// Thread-safe. One round trip; throws Unavailable when Redis is away, "rebuilding" and
// "outbox-full" where the script says so. Pool and epoch must outlive it.
class RedisMoves final : public TaskMoves {
 public:
  RedisMoves(redis::Pool& pool,
             const std::string& tenant,
             AnnouncedEpoch& epoch,
             std::size_t outbox_limit = 20000);

  MoveVerdict Move(const MoveCommand& command) override;

 private:
  redis::Pool& pool_;
  const Keys keys_;
  AnnouncedEpoch& epoch_;
  const std::string outbox_limit_;
  const redis::Script move_;
};

}  // namespace erp::approval_processing
