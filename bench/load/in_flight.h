// How many documents were under way at each moment. A system that keeps up holds that number;
// in one that does not it grows for as long as the load lasts, whatever the latencies say so
// far. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

namespace erp::bench {

using Moment = std::chrono::steady_clock::time_point;

// One document: due, and over when its drafter was told (Moment::max() when never).
struct Span {
  Moment due;
  Moment over = Moment::max();
};

// The number under way at from, from + step, … up to `to`.
std::vector<std::size_t> InFlight(const std::vector<Span>& spans,
                                  Moment from,
                                  Moment to,
                                  std::chrono::milliseconds step);

// By how much the numbers rise per second: the slope of the least squares' line. 0 of fewer
// than two.
double GrowthPerSecond(const std::vector<std::size_t>& numbers, std::chrono::milliseconds step);

}  // namespace erp::bench
