#include "common/ip_network.h"

#include <charconv>

#include <arpa/inet.h>

namespace erp {
namespace {

constexpr int kBitsOfIpv4 = 32;
constexpr int kBits = 128;

bool Bit(const IpAddress& address, int bit) {
  return ((address.at(static_cast<std::size_t>(bit / 8)) >> (7 - bit % 8)) & 1) != 0;
}

bool ZeroBehind(const IpAddress& address, int bits) {
  for (int bit = bits; bit < kBits; ++bit) {
    if (Bit(address, bit)) return false;
  }
  return true;
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<IpAddress> ParseIpAddress(std::string_view text) {
  const std::string copy(text);
  IpAddress address{};
  if (inet_pton(AF_INET6, copy.c_str(), address.data()) == 1) return address;
  address = {};
  address[10] = address[11] = 0xff;
  if (inet_pton(AF_INET, copy.c_str(), address.data() + 12) == 1) return address;
  return std::nullopt;
}

bool IpNetwork::Has(const IpAddress& other) const {
  for (int bit = 0; bit < bits; ++bit) {
    if (Bit(address, bit) != Bit(other, bit)) return false;
  }
  return true;
}

std::optional<IpNetwork> ParseIpNetwork(std::string_view text) {
  const auto slash = text.find('/');
  const auto host = text.substr(0, slash);
  const auto address = ParseIpAddress(host);
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return IpNetwork{*address, kBits};
  const int most = host.find(':') == std::string_view::npos ? kBitsOfIpv4 : kBits;
  const auto digits = text.substr(slash + 1);
  int bits = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (bits < 0 || bits > most) return std::nullopt;
  const int of_all = bits + (kBits - most);
  if (!ZeroBehind(*address, of_all)) return std::nullopt;
  return IpNetwork{*address, of_all};
}

std::optional<std::vector<IpNetwork>> ParseIpNetworks(std::string_view text) {
  std::vector<IpNetwork> networks;
  while (!Trimmed(text).empty()) {
    const auto comma = text.find(',');
    const auto network = ParseIpNetwork(Trimmed(text.substr(0, comma)));
    if (!network) return std::nullopt;
    networks.push_back(*network);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
    if (Trimmed(text).empty()) return std::nullopt;
  }
  return networks;
}

}  // namespace erp
