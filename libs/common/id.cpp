#include "common/id.h"

#include <array>
#include <charconv>
#include <random>

namespace erp {

std::optional<std::int64_t> ParsePositive(std::string_view text) {
  if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string NewUuid() {
  // One engine a thread, seeded from the system: no lock, no shared state.
  thread_local std::mt19937_64 engine = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }();
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::array<std::uint64_t, 2> bits{engine(), engine()};
  bits[0] = (bits[0] & ~0xF000ULL) | 0x4000ULL;                          // version 4
  bits[1] = (bits[1] & ~0xC000000000000000ULL) | 0x8000000000000000ULL;  // variant
  std::string text;
  text.reserve(36);
  for (int digit = 0; digit < 32; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) text += '-';
    const auto word = bits[static_cast<std::size_t>(digit / 16)];
    text += kHex[(word >> (60 - 4 * (digit % 16))) & 0xF];
  }
  return text;
}

}  // namespace erp
