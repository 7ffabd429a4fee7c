#include "employee/domain/identity/authorization.h"

#include <algorithm>
#include <cstddef>

#include "common/digest_text.h"
#include "common/same_secret.h"
#include "common/text_list.h"

namespace erp::employee {
namespace {

constexpr std::size_t kChallenge = 43;  // SHA-256 as base64url
constexpr std::size_t kShortestVerifier = 43;
constexpr std::size_t kLongestVerifier = 128;
constexpr std::size_t kLongestText = 500;  // of state, nonce and scope, in bytes

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "-", ".", "_", "~", letters and digits (RFC 7636 section 4.1).
bool IsUnreserved(char c) {
  return IsLetter(c) || IsDigit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

bool IsChallenge(const std::string& text) {
  return text.size() == kChallenge && std::all_of(text.begin(), text.end(), [](char c) {
           return IsLetter(c) || IsDigit(c) || c == '-' || c == '_';
         });
}

bool IsVerifier(const std::string& text) {
  return text.size() >= kShortestVerifier && text.size() <= kLongestVerifier &&
         std::all_of(text.begin(), text.end(), IsUnreserved);
}

}  // namespace

bool WantsIdToken(const std::string& scope) { return Asks(scope, "openid"); }

bool Asks(const std::string& prompt, const std::string& value) {
  const auto words = Parts(prompt, ' ');
  return std::find(words.begin(), words.end(), value) != words.end();
}

std::optional<AuthorizationRefusal> CheckAuthorization(const std::vector<Application>& applications,
                                                       const AuthorizationRequest& request) {
  const auto known =
      std::find_if(applications.begin(), applications.end(),
                   [&](const Application& one) { return one.name == request.client_id; });
  if (known == applications.end()) return AuthorizationRefusal::kUnknownApplication;
  if (std::find(known->uris.begin(), known->uris.end(), request.redirect_uri) ==
      known->uris.end()) {
    return AuthorizationRefusal::kUnknownApplication;
  }
  if (request.response_type.empty()) return AuthorizationRefusal::kInvalidRequest;
  if (request.response_type != "code") return AuthorizationRefusal::kUnsupportedResponseType;
  const bool proof = request.code_challenge_method == "S256" && IsChallenge(request.code_challenge);
  const bool sized = request.state.size() <= kLongestText && request.nonce.size() <= kLongestText;
  if (!proof || !sized) return AuthorizationRefusal::kInvalidRequest;
  for (const auto& scope : Parts(request.scope, ' ')) {
    if (scope != "openid") return AuthorizationRefusal::kInvalidScope;
  }
  return std::nullopt;
}

CodeVerdict JudgeCode(const GivenCode& given, const PresentedCode& presented, Instant now) {
  if (given.used) return CodeVerdict::kReplayed;
  const bool in_time = now < given.given + kCodeValid;
  const bool same =
      given.client_id == presented.client_id && given.redirect_uri == presented.redirect_uri;
  const bool proved = IsVerifier(presented.code_verifier) &&
                      SameSecret(Sha256Base64Url(presented.code_verifier), given.code_challenge);
  return in_time && same && proved ? CodeVerdict::kGood : CodeVerdict::kRefused;
}

}  // namespace erp::employee
