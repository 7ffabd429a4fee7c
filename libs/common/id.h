// Distinct id types: an EmployeeId cannot be passed where a RequestId is wanted.
// Values are positive integers (1 .. 2^63-1) that count up from 1 on an empty database.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace erp {

// Reads a positive decimal integer without sign, spaces or leading zeros.
// Empty when the text is anything else or does not fit.
std::optional<std::int64_t> ParsePositive(std::string_view text);

// A random version 4 UUID (RFC 9562) in lower-case text. Thread-safe.
std::string NewUuid();

template <typename Tag>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(std::int64_t value) : value_(value) {}

  static std::optional<Id> Parse(std::string_view text) {
    const auto value = ParsePositive(text);
    return value ? std::optional<Id>(Id(*value)) : std::nullopt;
  }

  [[nodiscard]] constexpr std::int64_t value() const { return value_; }
  [[nodiscard]] std::string str() const { return std::to_string(value_); }
  friend constexpr auto operator<=>(Id, Id) = default;

 private:
  std::int64_t value_ = 0;
};

using EmployeeId = Id<struct EmployeeTag>;
using RequestId = Id<struct RequestTag>;

}  // namespace erp

template <typename Tag>
struct std::hash<erp::Id<Tag>> {
  std::size_t operator()(erp::Id<Tag> id) const noexcept {
    return std::hash<std::int64_t>{}(id.value());
  }
};
