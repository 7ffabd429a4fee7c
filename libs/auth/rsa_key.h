// RSA keys for RS256 (RSASSA-PKCS1-v1_5 with SHA-256, RFC 7518 section 3.3), by OpenSSL.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace erp::auth {

inline constexpr int kFewestKeyBits = 2048;
inline constexpr int kMostKeyBits = 8192;

// What a signature is checked with. Thread-safe; costs nothing to keep, much to make.
class RsaPublicKey {
 public:
  // From modulus and exponent as bytes, the most significant one first. Nothing for a modulus
  // outside of kFewestKeyBits to kMostKeyBits, an exponent that is even or below 3, and for what is
  // no key.
  static std::optional<RsaPublicKey> Of(std::string_view modulus, std::string_view exponent);

  [[nodiscard]] bool Verifies(std::string_view text, std::string_view signature) const;

 private:
  friend class RsaPrivateKey;
  struct Free {
    void operator()(void* key) const;
  };
  explicit RsaPublicKey(void* key) : key_(key, Free()) {}

  std::shared_ptr<void> key_;  // EVP_PKEY
};

// What signs. Thread-safe.
class RsaPrivateKey {
 public:
  // A new key of so many bits; takes about 0.1 s of a processor. Throws std::runtime_error.
  static RsaPrivateKey Generate(int bits);
  // Of a PEM text (PKCS #8, not encrypted); nothing for anything else.
  static std::optional<RsaPrivateKey> OfPem(const std::string& pem);

  [[nodiscard]] std::string Pem() const;
  [[nodiscard]] std::string Sign(std::string_view text) const;
  // As bytes, the most significant one first.
  [[nodiscard]] std::string Modulus() const;
  [[nodiscard]] std::string Exponent() const;

 private:
  explicit RsaPrivateKey(void* key) : key_(key, RsaPublicKey::Free()) {}

  std::shared_ptr<void> key_;
};

}  // namespace erp::auth
