#include "load/samples.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace erp::bench {
namespace {

double Milliseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace

Summary Samples::Summarise() const {
  if (times_.empty()) return {};
  auto sorted = times_;
  std::sort(sorted.begin(), sorted.end());
  const auto at = [&](double part) {
    const auto rank =
        static_cast<std::size_t>(std::ceil(part * static_cast<double>(sorted.size())));
    return Milliseconds(sorted[std::max<std::size_t>(rank, 1) - 1]);
  };
  const auto sum = std::accumulate(sorted.begin(), sorted.end(), std::chrono::nanoseconds(0));
  return {sorted.size(),
          Milliseconds(sum) / static_cast<double>(sorted.size()),
          at(0.5),
          at(0.9),
          at(0.99),
          at(0.999),
          Milliseconds(sorted.back())};
}

}  // namespace erp::bench
