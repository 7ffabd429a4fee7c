#include "auth/sealed.h"

#include <sodium.h>

#include <stdexcept>

#include "auth/base64url.h"

namespace erp::auth {
namespace {

static_assert(Sealer::kKeyBytes == crypto_secretbox_KEYBYTES);

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

const unsigned char* Bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::optional<Sealer> Sealer::OfHex(const std::string& text) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
  Sealer sealer;
  std::size_t length = 0;
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return std::nullopt;
  const auto digits = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  const int read = sodium_hex2bin(sealer.key_.data(), sealer.key_.size(), digits.data(),
                                  digits.size(), nullptr, &length, nullptr);
  if (read != 0 || length != kKeyBytes || digits.size() != 2 * kKeyBytes) return std::nullopt;
  return sealer;
}

std::string Sealer::Seal(const std::string& secret) const {
  std::string nonce(crypto_secretbox_NONCEBYTES, '\0');
  randombytes_buf(nonce.data(), nonce.size());
  std::string box(secret.size() + crypto_secretbox_MACBYTES, '\0');
  if (crypto_secretbox_easy(Bytes(box), Bytes(secret), secret.size(), Bytes(nonce), key_.data()) !=
      0) {
    throw std::runtime_error("sealing failed");
  }
  return EncodeBase64Url(nonce + box);
}

std::optional<std::string> Sealer::Open(const std::string& sealed) const {
  const auto bytes = DecodeBase64Url(sealed);
  constexpr std::size_t kLeast = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  if (!bytes || bytes->size() < kLeast) return std::nullopt;
  const auto nonce = bytes->substr(0, crypto_secretbox_NONCEBYTES);
  const auto box = bytes->substr(crypto_secretbox_NONCEBYTES);
  std::string secret(box.size() - crypto_secretbox_MACBYTES, '\0');
  if (crypto_secretbox_open_easy(Bytes(secret), Bytes(box), box.size(), Bytes(nonce),
                                 key_.data()) != 0) {
    return std::nullopt;
  }
  return secret;
}

}  // namespace erp::auth
