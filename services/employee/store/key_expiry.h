// Forgets Idempotency-Keys 7 days after their first use. Owns one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <thread>

#include "common/clock.h"
#include "mysql/pool.h"

namespace erp::employee {

inline constexpr std::chrono::days kKeyLifetime{7};

// Deletes keys first used before `before`, in small transactions; returns how many.
std::int64_t ForgetKeys(mysql::Pool& pool, Instant before);

class KeyExpiry {
 public:
  // Looks once per `period`, first after one. The pool and the clock must outlive it.
  KeyExpiry(mysql::Pool& pool,
            const Clock& clock,
            std::chrono::milliseconds period = std::chrono::hours(1));

 private:
  std::jthread thread_;
};

}  // namespace erp::employee
