#include "load/schedule.h"

#include <random>

namespace erp::bench {

std::vector<std::chrono::nanoseconds> MakeSchedule(double per_second,
                                                   std::chrono::seconds length,
                                                   Arrivals arrivals,
                                                   std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::exponential_distribution<double> gap(per_second);
  std::vector<std::chrono::nanoseconds> due;
  const auto end = static_cast<double>(length.count());
  double at = arrivals == Arrivals::kPoisson ? gap(engine) : 0;
  for (std::size_t i = 1; at < end; ++i) {
    due.push_back(
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(at)));
    // Not by adding up gaps: rounding would shift a long schedule.
    at = arrivals == Arrivals::kPoisson ? at + gap(engine) : static_cast<double>(i) / per_second;
  }
  return due;
}

}  // namespace erp::bench
