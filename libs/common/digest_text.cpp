#include "common/digest_text.h"

#include <array>
#include <cstdint>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

namespace erp {
namespace {

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string Sha256Base64Url(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(Bytes(bytes), bytes.size(), digest.data());
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const unsigned char byte : digest) {
    bits = (bits << 8) | byte;
    count += 8;
    for (; count >= 6; count -= 6) text += kDigits[(bits >> (count - 6)) & 63U];
    bits &= (1U << count) - 1;
  }
  text += kDigits[(bits << (6 - count)) & 63U];  // 256 bits leave 4 over
  return text;
}

std::string HmacSha1(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), Bytes(bytes), bytes.size(),
       digest.data(), &size);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace erp
