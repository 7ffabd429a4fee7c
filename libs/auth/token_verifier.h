// The one path on which an access token is verified, whoever issued it: our own issuer or Amazon
// Cognito. RFC 9068 (access tokens), RFC 8725 (what goes wrong with tokens), OWASP ASVS 5.0 V9.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "auth/issuer_keys.h"
#include "auth/jwt.h"
#include "common/clock.h"
#include "common/result.h"
#include "observe/metrics.h"

namespace erp::auth {

// Whose tokens are believed.
struct TrustedIssuer {
  IssuerKeys* keys = nullptr;  // must outlive the verifier
  // One of them has to be the token's "aud", or its "client_id" where it has no "aud", as Cognito's
  // access tokens have none.
  std::vector<std::string> audiences;
};

struct VerifiedToken {
  std::string issuer;
  std::string subject;
  std::string client;  // empty when the token names none
  std::vector<std::string> scopes;
  std::string id;       // "jti", or empty
  std::string session;  // "sid", or empty
  Instant expires;      // without leeway

  [[nodiscard]] bool Has(std::string_view scope) const;
};

inline constexpr std::chrono::seconds kTokenLeeway{30};  // for clocks that differ

// Thread-safe. Blocks when a key is asked for that is not known (IssuerKeys).
class TokenVerifier {
 public:
  // Issuers with different names. `clock` and `registry` must outlive the verifier.
  TokenVerifier(const std::vector<TrustedIssuer>& issuers,
                const Clock& clock,
                metrics::Registry& registry);

  // Accepted is what is signed with RS256 by a key that a trusted issuer publishes under the name
  // "kid", is an access token ("typ" at+jwt, or "token_use" access), is for one of the audiences,
  // has a subject, and whose time runs: "exp" and "iat" are there, "exp" lies ahead, "nbf" and
  // "iat" do not. Refuses with kUnauthenticated "token-expired" when only the time is over, and
  // "token-invalid" otherwise, which does not say why; a metric does. Throws Unavailable while the
  // issuer's keys are not known.
  Result<VerifiedToken> Verify(std::string_view token) const;

 private:
  enum class Outcome : std::size_t;

  [[nodiscard]] Outcome Check(const Jwt& jwt) const;
  [[nodiscard]] Outcome CheckTimes(const Jwt& jwt) const;

  const std::map<std::string, TrustedIssuer, std::less<>> issuers_;
  const Clock& clock_;
  const std::vector<metrics::Counter> counters_;  // by outcome
};

// 401 of a request without a token, with one that is not valid, and with one that has expired.
Error TokenMissing();
Error TokenInvalid();
Error TokenExpired();

}  // namespace erp::auth
