// LeaverStore on Redis: the set that decide.lua and recall.lua look at.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "approval-processing/app/leaver_watch.h"
#include "approval-processing/store/keys.h"
#include "redis/pool.h"

namespace erp::approval_processing {

// Thread-safe; each method is one round trip, Add one for each thousand people. Throws Unavailable
// when Redis is away. The pool must outlive it.
class RedisLeavers final : public LeaverStore {
 public:
  RedisLeavers(redis::Pool& pool, const std::string& tenant) : pool_(pool), keys_(tenant) {}

  void Add(const std::vector<EmployeeId>& people) override;
  std::size_t Count() override;

 private:
  redis::Pool& pool_;
  const Keys keys_;
};

}  // namespace erp::approval_processing
