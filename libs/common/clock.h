// Time. Inside the product every instant is UTC with millisecond precision and comes from a
// Clock, so that tests can set it. Durations are measured with steady_clock only.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace erp {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override;
};

// "2026-11-21T01:02:03.004Z" (RFC 3339, always UTC, always three decimals).
std::string FormatInstant(Instant instant);

// Reads what FormatInstant writes, with 0 to 9 decimals. Empty for anything else.
std::optional<Instant> ParseInstant(std::string_view text);

// A point in steady time by which something must have happened. Copyable value.
class Deadline {
 public:
  static Deadline After(std::chrono::milliseconds budget) {
    return Deadline(std::chrono::steady_clock::now() + budget);
  }

  [[nodiscard]] std::chrono::steady_clock::time_point when() const { return when_; }
  [[nodiscard]] bool Expired() const { return Remaining().count() == 0; }

  // Never negative, rounded up, so that a wait for it does not spin at the end.
  [[nodiscard]] std::chrono::milliseconds Remaining() const {
    const auto left = when_ - std::chrono::steady_clock::now();
    if (left.count() <= 0) return std::chrono::milliseconds(0);
    return std::chrono::ceil<std::chrono::milliseconds>(left);
  }

 private:
  explicit Deadline(std::chrono::steady_clock::time_point when) : when_(when) {}
  std::chrono::steady_clock::time_point when_;
};

}  // namespace erp
