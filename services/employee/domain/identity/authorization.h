// Signing in with a browser: authorization codes (RFC 6749 section 4.1) with PKCE (RFC 7636), as
// RFC 9700 wants them. Pure values and functions.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/named_uris.h"

namespace erp::employee {

// An application that people sign in to: its id, and where their browsers may be sent back. It has
// no secret, since everybody who has it could read it.
using Application = NamedUris;

// What an application asks for; absent members are empty.
struct AuthorizationRequest {
  std::string response_type;
  std::string client_id;
  std::string redirect_uri;
  std::string scope;
  std::string state;
  std::string nonce;
  std::string code_challenge;
  std::string code_challenge_method;
  std::string prompt;
};

enum class AuthorizationRefusal {
  kUnknownApplication,  // or its redirect URI: nobody is sent anywhere
  kInvalidRequest,
  kUnsupportedResponseType,
  kInvalidScope,
  kLoginRequired,  // prompt=none, and nobody is signed in
};

// Nothing: it can go on. PKCE with S256 is required, a redirect URI too, even where there is one
// only; scopes other than openid are unknown here.
std::optional<AuthorizationRefusal> CheckAuthorization(const std::vector<Application>& applications,
                                                       const AuthorizationRequest& request);
// Whether the scope names openid: then an ID token is given.
bool WantsIdToken(const std::string& scope);
// The values of prompt (OpenID Connect Core 1.0 section 3.1.2.1).
bool Asks(const std::string& prompt, const std::string& value);

// How long a code is good for, and a browser stays signed in.
inline constexpr std::chrono::seconds kCodeValid{60};
inline constexpr std::chrono::hours kBrowserSession{8};

// A code as it was given out, and as it comes back.
struct GivenCode {
  std::string client_id;
  std::string redirect_uri;
  std::string code_challenge;
  Instant given;
  bool used = false;
};
struct PresentedCode {
  std::string client_id;
  std::string redirect_uri;
  std::string code_verifier;
};

enum class CodeVerdict {
  kGood,
  kRefused,   // too late, or by somebody whom it was not given to
  kReplayed,  // for the second time: what it gave has ended
};

CodeVerdict JudgeCode(const GivenCode& given, const PresentedCode& presented, Instant now);

}  // namespace erp::employee
