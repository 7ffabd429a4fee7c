// IP addresses and networks as text and as bits. Plain values; thread-safe functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace erp {

// An IPv6 address; IPv4 is kept as ::ffff:a.b.c.d.
using IpAddress = std::array<std::uint8_t, 16>;
std::optional<IpAddress> ParseIpAddress(std::string_view text);

// The addresses that share the first `bits` bits.
struct IpNetwork {
  IpAddress address{};
  int bits = 128;

  [[nodiscard]] bool Has(const IpAddress& other) const;
};

// "10.1.0.0/16", "2001:db8::/32", "10.1.2.3". Nothing for anything else, also when a bit behind the
// prefix is set.
std::optional<IpNetwork> ParseIpNetwork(std::string_view text);

// Networks separated by commas; blank: none. Nothing when one cannot be read.
std::optional<std::vector<IpNetwork>> ParseIpNetworks(std::string_view text);

}  // namespace erp
