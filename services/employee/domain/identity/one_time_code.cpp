#include "employee/domain/identity/one_time_code.h"

#include <string_view>

#include "common/digest_text.h"
#include "common/same_secret.h"

namespace erp::employee {
namespace {

constexpr std::int64_t kStepSeconds = 30;
constexpr std::int64_t kSteps = 1;  // one before and one after
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::string BigEndian(std::int64_t number) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>((number >> shift) & 0xFF);
  return bytes;
}

std::uint32_t ByteAt(const std::string& bytes, std::size_t place) {
  return static_cast<unsigned char>(bytes[place]);
}

bool IsUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

std::string Encoded(const std::string& text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (IsUnreserved(c)) {
      encoded += c;
    } else {
      encoded += '%';
      encoded += kHex[byte >> 4U];
      encoded += kHex[byte & 0xFU];
    }
  }
  return encoded;
}

}  // namespace

std::int64_t TotpStep(Instant now) {
  return std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count() / kStepSeconds;
}

std::string TotpCode(const std::string& key, std::int64_t step, int digits) {
  const auto mac = HmacSha1(key, BigEndian(step));
  const std::size_t place = ByteAt(mac, mac.size() - 1) & 0xFU;
  const std::uint32_t number = ((ByteAt(mac, place) & 0x7FU) << 24U) |
                               (ByteAt(mac, place + 1) << 16U) | (ByteAt(mac, place + 2) << 8U) |
                               ByteAt(mac, place + 3);
  std::string code;
  for (std::uint32_t rest = number; static_cast<int>(code.size()) < digits; rest /= 10) {
    code.insert(code.begin(), static_cast<char>('0' + rest % 10));
  }
  return code;
}

std::optional<std::int64_t> AcceptTotp(const std::string& key,
                                       const std::string& code,
                                       std::optional<std::int64_t> last_used,
                                       Instant now) {
  const auto present = TotpStep(now);
  for (auto step = present - kSteps; step <= present + kSteps; ++step) {
    if (last_used && step <= *last_used) continue;
    if (SameSecret(TotpCode(key, step), code)) return step;
  }
  return std::nullopt;
}

std::string Base32(const std::string& bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = (bits << 8U) | static_cast<unsigned char>(c);
    count += 8;
    for (; count >= 5; count -= 5)
      text += kBase32[(bits >> static_cast<unsigned>(count - 5)) & 31U];
  }
  if (count > 0) text += kBase32[(bits << static_cast<unsigned>(5 - count)) & 31U];
  return text;
}

std::string HostOf(const std::string& issuer) {
  const auto scheme = issuer.find("://");
  const auto host = scheme == std::string::npos ? 0 : scheme + 3;
  return issuer.substr(host, issuer.find_first_of(":/", host) - host);
}

std::string OtpauthUri(const std::string& label,
                       const std::string& username,
                       const std::string& key) {
  std::string uri("otpauth://totp/");
  uri.append(Encoded(label)).append(":").append(Encoded(username));
  uri.append("?secret=").append(Base32(key)).append("&issuer=").append(Encoded(label));
  return uri.append("&algorithm=SHA1&digits=6&period=30");
}

}  // namespace erp::employee
