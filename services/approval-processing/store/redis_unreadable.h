// UnreadableEntries on the stream that unreadable.lua appends to.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "approval-processing/app/ports.h"
#include "approval-processing/store/keys.h"
#include "redis/pool.h"

namespace erp::approval_processing {

// Thread-safe; each method blocks for one or two round trips and throws Unavailable. The pool
// must outlive it.
class RedisUnreadable final : public UnreadableEntries {
 public:
  RedisUnreadable(redis::Pool& pool, const std::string& tenant) : pool_(pool), keys_(tenant) {}

  std::vector<Entry> List(std::size_t limit) override;
  std::size_t Count() override;
  bool Discard(const std::string& place) override;

 private:
  redis::Pool& pool_;
  const Keys keys_;
};

}  // namespace erp::approval_processing
