// An issuer of tokens for tests, which also issues what no issuer should: any header, any claims,
// any signature.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "auth/base64url.h"
#include "auth/key_set.h"
#include "auth/rsa_key.h"
#include "common/clock.h"
#include "json/json.h"

namespace erp::auth {

class SetClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return now; }
  Instant now = Instant(std::chrono::seconds(1'800'000'000));
};

inline const RsaPrivateKey& TestKey() {
  static const auto key = RsaPrivateKey::Generate(2048);
  return key;
}

// The set that has TestKey as "k1".
inline std::string TestKeySet() { return "{\"keys\":[" + PrintKey("k1", TestKey()) + "]}"; }

inline std::string Unsigned(const json::Value& header, const json::Value& claims) {
  auto text = EncodeBase64Url(json::Dump(header));
  text.append(".").append(EncodeBase64Url(json::Dump(claims)));
  return text;
}

inline std::string Signed(const json::Value& header,
                          const json::Value& claims,
                          const RsaPrivateKey& key = TestKey()) {
  auto text = Unsigned(header, claims);
  const auto signature = EncodeBase64Url(key.Sign(text));
  return text.append(".").append(signature);
}

inline json::Value TestHeader() { return {{"alg", "RS256"}, {"kid", "k1"}, {"typ", "at+jwt"}}; }

// Of our own issuer, valid at SetClock::now.
inline json::Value TestClaims() {
  return {{"iss", "https://issuer.test"},
          {"sub", "account-7"},
          {"aud", "erp"},
          {"client_id", "web"},
          {"exp", 1'800'000'300},
          {"iat", 1'800'000'000},
          {"jti", "t1"},
          {"scope", "openid documents"}};
}

// Of a user pool of Amazon Cognito: the members that its access tokens have, no "typ", no "aud".
inline json::Value CognitoHeader() { return {{"alg", "RS256"}, {"kid", "k1"}}; }
inline json::Value CognitoClaims() {
  return {{"sub", "a1b2c3d4-5678-90ab-cdef-111122223333"},
          {"cognito:groups", {"approvers"}},
          {"iss", "https://cognito-idp.ap-northeast-2.amazonaws.com/ap-northeast-2_Example"},
          {"version", 2},
          {"client_id", "1example23456789"},
          {"origin_jti", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"},
          {"event_id", "64f513be-32db-42b0-b78e-b02127b4f463"},
          {"token_use", "access"},
          {"scope", "aws.cognito.signin.user.admin"},
          {"auth_time", 1'800'000'000},
          {"exp", 1'800'003'600},
          {"iat", 1'800'000'000},
          {"jti", "ffffffff-1111-2222-3333-444444444444"},
          {"username", "kim"}};
}

}  // namespace erp::auth
