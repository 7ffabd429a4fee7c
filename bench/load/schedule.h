// When work is due: fixed before the run, so that a slow system cannot slow the load down.
// Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

namespace erp::bench {

enum class Arrivals {
  kUniform,  // the same gap everywhere
  kPoisson,  // independent users: exponential gaps around the same mean
};

// Offsets from the start, ascending, all below `length`; the same for the same seed.
std::vector<std::chrono::nanoseconds> MakeSchedule(double per_second,
                                                   std::chrono::seconds length,
                                                   Arrivals arrivals,
                                                   std::uint64_t seed);

}  // namespace erp::bench
