#include "auth/token_verifier.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/text_list.h"

namespace erp::auth {

enum class TokenVerifier::Outcome : std::size_t {
  kVerified,
  kMalformed,
  kIssuer,
  kAlgorithm,
  kKey,
  kSignature,
  kType,
  kAudience,
  kClaims,
  kNotYet,
  kExpired,
};

namespace {

// In the order of Outcome.
constexpr std::array kOutcomes = {"verified", "malformed", "issuer", "algorithm",
                                  "key",      "signature", "type",   "audience",
                                  "claims",   "not-yet",   "expired"};

std::vector<metrics::Counter> CountersOf(metrics::Registry& registry) {
  std::vector<metrics::Counter> counters;
  counters.reserve(kOutcomes.size());
  for (const auto* outcome : kOutcomes) {
    counters.push_back(registry.GetCounter("jwt_verifications_total",
                                           "Access tokens that were looked at, by what came of it",
                                           {{"result", outcome}}));
  }
  return counters;
}

std::map<std::string, TrustedIssuer, std::less<>> ByName(
    const std::vector<TrustedIssuer>& issuers) {
  std::map<std::string, TrustedIssuer, std::less<>> by_name;
  for (const auto& issuer : issuers) by_name.emplace(issuer.keys->issuer(), issuer);
  return by_name;
}

std::string Lower(std::string text) {
  for (auto& character : text) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character + 32);
  }
  return text;
}

// An ID token is signed by the same keys, and is no leave to do anything.
bool IsAccessToken(const Jwt& jwt) {
  if (!jwt.use.empty()) return jwt.use == "access";
  const auto type = Lower(jwt.media_type);
  return type == "at+jwt" || type == "application/at+jwt";
}

bool IsFor(const Jwt& jwt, const std::vector<std::string>& audiences) {
  const auto known = [&](const std::string& name) {
    return std::find(audiences.begin(), audiences.end(), name) != audiences.end();
  };
  if (jwt.audiences.empty()) return known(jwt.client);
  return std::any_of(jwt.audiences.begin(), jwt.audiences.end(), known);
}

std::int64_t SecondsOf(std::chrono::seconds seconds) { return seconds.count(); }

}  // namespace

bool VerifiedToken::Has(std::string_view scope) const {
  return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

TokenVerifier::TokenVerifier(const std::vector<TrustedIssuer>& issuers,
                             const Clock& clock,
                             metrics::Registry& registry)
    : issuers_(ByName(issuers)), clock_(clock), counters_(CountersOf(registry)) {}

TokenVerifier::Outcome TokenVerifier::CheckTimes(const Jwt& jwt) const {
  const auto now =
      SecondsOf(std::chrono::floor<std::chrono::seconds>(clock_.Now().time_since_epoch()));
  const auto leeway = SecondsOf(kTokenLeeway);
  if (jwt.not_before && *jwt.not_before > now + leeway) return Outcome::kNotYet;
  if (*jwt.issued > now + leeway) return Outcome::kNotYet;
  return *jwt.expires + leeway <= now ? Outcome::kExpired : Outcome::kVerified;
}

TokenVerifier::Outcome TokenVerifier::Check(const Jwt& jwt) const {
  const auto issuer = issuers_.find(jwt.issuer);
  if (issuer == issuers_.end()) return Outcome::kIssuer;
  // Before any key is touched: what a token says of how it is signed decides nothing.
  if (jwt.algorithm != "RS256") return Outcome::kAlgorithm;
  if (jwt.key.empty()) return Outcome::kKey;
  const auto key = issuer->second.keys->Find(jwt.key);
  if (!key) return Outcome::kKey;
  if (!key->Verifies(jwt.signed_text, jwt.signature)) return Outcome::kSignature;
  if (!IsAccessToken(jwt)) return Outcome::kType;
  if (!IsFor(jwt, issuer->second.audiences)) return Outcome::kAudience;
  if (jwt.subject.empty() || !jwt.expires || !jwt.issued) return Outcome::kClaims;
  return CheckTimes(jwt);
}

Result<VerifiedToken> TokenVerifier::Verify(std::string_view token) const {
  auto jwt = ParseJwt(token);
  const auto outcome = jwt ? Check(*jwt) : Outcome::kMalformed;
  counters_[static_cast<std::size_t>(outcome)].Add();
  if (outcome == Outcome::kExpired) return TokenExpired();
  if (outcome != Outcome::kVerified) return TokenInvalid();
  return VerifiedToken{.issuer = std::move(jwt->issuer),
                       .subject = std::move(jwt->subject),
                       .client = std::move(jwt->client),
                       .scopes = Parts(jwt->scope, ' '),
                       .id = std::move(jwt->id),
                       .session = std::move(jwt->session),
                       .expires = Instant(std::chrono::seconds(*jwt->expires))};
}

Error TokenMissing() {
  return {ErrorCode::kUnauthenticated, "token-missing", "An access token is needed."};
}

Error TokenInvalid() {
  return {ErrorCode::kUnauthenticated, "token-invalid", "The access token is not valid."};
}

Error TokenExpired() {
  return {ErrorCode::kUnauthenticated, "token-expired", "The access token has expired."};
}

}  // namespace erp::auth
