#include "load/latency.h"

#include <algorithm>
#include <cmath>

namespace erp::load {

void Latency::Add(std::chrono::steady_clock::duration latency) {
  samples_.push_back(std::chrono::duration<double, std::milli>(latency).count());
  sorted_ = false;
}

double Latency::Percentile(double share) const {
  if (samples_.empty()) return 0;
  if (!sorted_) {
    std::sort(samples_.begin(), samples_.end());
    sorted_ = true;
  }
  const auto rank = std::ceil(share * static_cast<double>(samples_.size()));
  return samples_[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

}  // namespace erp::load
