// The keys that an issuer publishes (JWK Set, RFC 7517). Pure functions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "auth/rsa_key.h"

namespace erp::auth {

inline constexpr std::size_t kMostKeys = 64;

// By "kid".
using KeySet = std::map<std::string, RsaPublicKey, std::less<>>;

// The keys of the set that RS256 signatures can be checked with: RSA keys with a "kid" whose "use"
// is "sig" and whose "alg" is "RS256", where they say so. Others are left out, as are those whose
// "kid" another one has. Nothing for what is no set, for one of more than kMostKeys, and for one
// without such a key.
std::optional<KeySet> ParseKeySet(std::string_view json);

// Where the keys are ("jwks_uri") by the issuer's description of itself (OpenID Connect Discovery
// 1.0 section 4.3); nothing when it is none, or of another issuer.
std::optional<std::string> KeysUrlOf(std::string_view json, const std::string& issuer);

// One key as a member of "keys".
std::string PrintKey(const std::string& name, const RsaPrivateKey& key);

}  // namespace erp::auth
