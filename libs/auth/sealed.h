// Secrets that are kept in a database, sealed with a key that is not there (XSalsa20-Poly1305, by
// libsodium's secretbox). Thread-safe.
#pragma once

#include <array>
#include <optional>
#include <string>

namespace erp::auth {

class Sealer {
 public:
  static constexpr std::size_t kKeyBytes = 32;

  // Of 64 hexadecimal digits, white space around them aside; nothing for anything else.
  static std::optional<Sealer> OfHex(const std::string& text);

  // base64url, another one each time.
  [[nodiscard]] std::string Seal(const std::string& secret) const;
  // Nothing for what was not sealed with this key, or was changed since.
  [[nodiscard]] std::optional<std::string> Open(const std::string& sealed) const;

 private:
  Sealer() = default;
  std::array<unsigned char, kKeyBytes> key_{};
};

}  // namespace erp::auth
