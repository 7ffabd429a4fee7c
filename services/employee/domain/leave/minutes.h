// Amounts of leave: whole minutes inside, days on the wire. A workday has 480 minutes and the
// wire knows multiples of 1/8 day, so 60 minutes are the smallest amount a client can name.
// Conversion is exact both ways: no amount is ever rounded. Plain values.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>

namespace erp::employee {

class Minutes {
 public:
  static constexpr std::int64_t kPerDay = 480;
  // No single amount is larger, in days; keeps every sum far from overflow.
  static constexpr std::int64_t kMaxDays = 36'600;

  constexpr Minutes() = default;
  constexpr explicit Minutes(std::int64_t count) : count_(count) {}
  static constexpr Minutes OfDays(std::int64_t days) { return Minutes(days * kPerDay); }

  // Nothing unless `days` is exactly a multiple of 1/8 within ±kMaxDays: 0.3 and NaN are not.
  static std::optional<Minutes> FromDays(double days);

  // Exact for every multiple of 60 minutes, which is all that FromDays and OfDays give; other
  // services may name any whole number of minutes.
  [[nodiscard]] double Days() const { return static_cast<double>(count_) / kPerDay; }
  [[nodiscard]] constexpr std::int64_t count() const { return count_; }

  friend constexpr auto operator<=>(Minutes, Minutes) = default;
  friend constexpr Minutes operator+(Minutes a, Minutes b) { return Minutes(a.count_ + b.count_); }
  friend constexpr Minutes operator-(Minutes a, Minutes b) { return Minutes(a.count_ - b.count_); }
  friend constexpr Minutes operator-(Minutes a) { return Minutes(-a.count_); }

 private:
  std::int64_t count_ = 0;
};

}  // namespace erp::employee
