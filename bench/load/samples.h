// Every measured time of one kind; percentiles are exact, nothing is rounded into buckets.
// Not thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

namespace erp::bench {

struct Summary {
  std::size_t count = 0;
  double mean_ms = 0;
  double p50_ms = 0;
  double p90_ms = 0;
  double p99_ms = 0;
  double p999_ms = 0;
  double max_ms = 0;
};

class Samples {
 public:
  void Add(std::chrono::nanoseconds time) { times_.push_back(time); }

  // Nearest rank: the smallest sample that at least that part of all samples does not exceed.
  // All zero when there are none.
  [[nodiscard]] Summary Summarise() const;

 private:
  std::vector<std::chrono::nanoseconds> times_;
};

}  // namespace erp::bench
