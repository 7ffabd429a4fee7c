// Access tokens and published keys as somebody else may write them (libs/auth/jwt.h, key_set.h).
// The first byte says which of them the rest is.
#include "auth/jwt.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "auth/base64url.h"
#include "auth/key_set.h"
#include "require.h"

namespace erp::auth {
namespace {

using fuzz::Require;

void Token(std::string_view text) {
  const auto jwt = ParseJwt(text);
  if (!jwt) return;
  Require(text.size() <= kLongestToken, "a token has at most 8 KiB");
  // What is signed and the signature are all of the token: there is no second way to write it.
  Require(jwt->signed_text + "." + EncodeBase64Url(jwt->signature) == text,
          "a token is what its parts say");
  Require(!ParseJwt(std::string(text) + "."), "nothing follows a token");
  Require(!ParseJwt(std::string(1, ' ').append(text)), "nothing precedes a token");
}

void Keys(std::string_view text) {
  const auto keys = ParseKeySet(text);
  if (keys) {
    Require(!keys->empty() && keys->size() <= kMostKeys, "a set has between 1 and 64 keys");
    for (const auto& [name, key] : *keys) {
      Require(!name.empty(), "a key has a name");
      Require(!key.Verifies("text", "signature"), "nothing is signed by chance");
    }
  }
  KeysUrlOf(text, "https://issuer.test");
}

}  // namespace
}  // namespace erp::auth

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.empty()) return 0;
  text.front() == 'k' ? erp::auth::Keys(text.substr(1)) : erp::auth::Token(text.substr(1));
  return 0;
}
