#include "auth/token_text.h"

#include <chrono>

#include "auth/base64url.h"
#include "json/json.h"

namespace erp::auth {
namespace {

std::int64_t SecondsOf(Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant.time_since_epoch()).count();
}

std::string Signed(const json::Value& header, const json::Value& claims, const RsaPrivateKey& key) {
  auto token = EncodeBase64Url(json::Dump(header));
  token.append(".").append(EncodeBase64Url(json::Dump(claims)));
  const auto signature = EncodeBase64Url(key.Sign(token));
  return token.append(".").append(signature);
}

}  // namespace

std::string WriteToken(const TokenContents& contents,
                       const std::string& key_name,
                       const RsaPrivateKey& key) {
  const json::Value header{{"alg", "RS256"}, {"kid", key_name}, {"typ", "at+jwt"}};
  json::Value claims{{"iss", contents.issuer},
                     {"sub", contents.subject},
                     {"aud", contents.audience},
                     {"client_id", contents.client},
                     {"jti", contents.id},
                     {"iat", SecondsOf(contents.issued)},
                     {"exp", SecondsOf(contents.expires)}};
  if (!contents.scope.empty()) claims["scope"] = contents.scope;
  if (!contents.session.empty()) claims["sid"] = contents.session;
  return Signed(header, claims, key);
}

std::string WriteIdToken(const IdTokenContents& contents,
                         const std::string& key_name,
                         const RsaPrivateKey& key) {
  const json::Value header{{"alg", "RS256"}, {"kid", key_name}, {"typ", "JWT"}};
  json::Value claims{{"iss", contents.issuer},
                     {"sub", contents.subject},
                     {"aud", contents.audience},
                     {"auth_time", SecondsOf(contents.signed_in)},
                     {"iat", SecondsOf(contents.issued)},
                     {"exp", SecondsOf(contents.expires)}};
  if (!contents.nonce.empty()) claims["nonce"] = contents.nonce;
  return Signed(header, claims, key);
}

}  // namespace erp::auth
