// A token as it is written: three parts of base64url, of which nothing is believed yet (RFC 7519,
// compact serialization of RFC 7515). Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace erp::auth {

inline constexpr std::size_t kLongestToken = 8192;  // bytes

// Members that are absent are empty. `jku`, `x5u`, `x5c` and `jwk` are not looked at: a token does
// not say which key it is checked with, beyond the name of one that its issuer publishes.
struct Jwt {
  std::string algorithm;   // "alg"
  std::string key;         // "kid"
  std::string media_type;  // "typ"

  std::string issuer;                  // "iss"
  std::string subject;                 // "sub"
  std::vector<std::string> audiences;  // "aud", one or several
  std::string client;                  // "client_id"
  std::string use;                     // "token_use" (Amazon Cognito)
  std::string scope;                   // names with a space between them
  std::string id;                      // "jti"
  std::string session;                 // "sid"
  // Seconds since 1970 (NumericDate); parts of one are cut off.
  std::optional<std::int64_t> expires;     // "exp"
  std::optional<std::int64_t> not_before;  // "nbf"
  std::optional<std::int64_t> issued;      // "iat"

  std::string signed_text;  // what the signature is of
  std::string signature;    // bytes
};

// Nothing for what is no token: longer than kLongestToken, not three parts, a part that is not
// base64url, header or claims that are no JSON objects, a member of another type than these, and a
// header with "crit", of which this reader knows none.
std::optional<Jwt> ParseJwt(std::string_view text);

}  // namespace erp::auth
