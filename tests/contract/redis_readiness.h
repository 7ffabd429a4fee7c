// What readiness on Redis promises, whichever service asks.
#pragma once

#include <csignal>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/error.h"
#include "redis/pool.h"

namespace erp::redis::test {

// `callers`: pools of one connection each, which requests take; `unavailability`: what readiness
// says.
inline void ExpectProbeBesideCallers(
    const std::vector<Pool*>& callers,
    Pool& probing,
    const std::function<std::optional<std::string>()>& unavailability) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto acquire = [&] { static_cast<void>(callers.front()->Acquire()); };
  {
    std::vector<Lease> taken;
    for (auto* pool : callers) taken.push_back(pool->Acquire());
    EXPECT_EQ(unavailability(), std::nullopt) << "a full pool is no trouble";
    EXPECT_THROW(acquire(), Unavailable) << "it is full";
  }
  const auto probe = probing.Acquire();
  EXPECT_NO_THROW(acquire()) << "the probe takes no connection of the callers";
}

}  // namespace erp::redis::test
