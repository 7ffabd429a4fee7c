// Latencies of one kind: every sample is kept, so percentiles are exact.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace erp::load {

using SteadyTime = std::chrono::steady_clock::time_point;

// Not thread-safe.
class Latency {
 public:
  explicit Latency(std::string name) : name_(std::move(name)) {}

  void Add(std::chrono::steady_clock::duration latency);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::size_t Count() const { return samples_.size(); }
  // Milliseconds: the smallest sample that at least this share (0..1) of all do not exceed;
  // 0 without samples.
  [[nodiscard]] double Percentile(double share) const;

 private:
  std::string name_;
  mutable bool sorted_ = true;
  mutable std::vector<double> samples_;  // ms
};

}  // namespace erp::load
