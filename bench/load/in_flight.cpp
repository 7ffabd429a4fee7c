#include "load/in_flight.h"

#include <algorithm>

namespace erp::bench {

std::vector<std::size_t> InFlight(const std::vector<Span>& spans,
                                  Moment from,
                                  Moment to,
                                  std::chrono::milliseconds step) {
  std::vector<Moment> due;
  std::vector<Moment> over;
  for (const Span& span : spans) {
    due.push_back(span.due);
    over.push_back(span.over);
  }
  std::sort(due.begin(), due.end());
  std::sort(over.begin(), over.end());
  const auto until = [](const std::vector<Moment>& moments, Moment at) {
    return std::upper_bound(moments.begin(), moments.end(), at) - moments.begin();
  };
  std::vector<std::size_t> numbers;
  for (Moment at = from; at <= to; at += step) {
    numbers.push_back(static_cast<std::size_t>(until(due, at) - until(over, at)));
  }
  return numbers;
}

double GrowthPerSecond(const std::vector<std::size_t>& numbers, std::chrono::milliseconds step) {
  if (numbers.size() < 2) return 0;
  const auto count = static_cast<double>(numbers.size());
  const double gap = std::chrono::duration<double>(step).count();
  const double middle = gap * (count - 1) / 2;
  double mean = 0;
  for (const std::size_t number : numbers) mean += static_cast<double>(number) / count;
  double both = 0;
  double square = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const double at = gap * static_cast<double>(i) - middle;
    both += at * (static_cast<double>(numbers[i]) - mean);
    square += at * at;
  }
  return both / square;
}

}  // namespace erp::bench
