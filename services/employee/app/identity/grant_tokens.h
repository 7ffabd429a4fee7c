// Use case: the token endpoint (RFC 6749 section 3.2) gives tokens for a grant.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>

#include "common/clock.h"
#include "employee/app/identity/ports.h"

namespace erp::employee {

// As a request has it. Members that are absent are empty: parameters without a value count as left
// out (RFC 6749 section 3.2).
struct TokenRequest {
  std::string grant_type = {};
  std::string client_id = {};
  std::string client_secret = {};
  std::string refresh_token = {};
  std::string code = {};
  std::string redirect_uri = {};
  std::string code_verifier = {};
  std::string address = {};  // where it came from; empty: not known
};

struct GrantedTokens {
  std::string access_token;
  std::chrono::seconds expires_in{};
  std::string refresh_token = {};  // of a person who has signed in
  std::string id_token = {};       // where openid was asked for
};

// Why nothing was given (RFC 6749 section 5.2); kTooFast: after too many tries that failed.
enum class GrantRefusal {
  kInvalidRequest,
  kInvalidClient,
  kInvalidGrant,
  kUnsupportedGrantType,
  kTooFast,
};

using GrantOutcome = std::variant<GrantedTokens, GrantRefusal>;

// Thread-safe; blocks on the database.
class GrantTokens {
 public:
  struct With {
    ClientBook& clients;
    SignInFailures& failures;
    TokenWriter& tokens;
    RefreshTokens& refresh_tokens;
    BrowserSignIns& browsers;
  };
  // All must outlive the use case.
  GrantTokens(With with, const Clock& clock, IssuerPolicy policy)
      : with_(with), clock_(clock), policy_(std::move(policy)) {}

  // client_credentials (section 4.4): a token whose subject is the client. The same refusal for a
  // client that is unknown, locked, acts as somebody who has left, or has another secret.
  // authorization_code (section 4.1.3) of an application, which has no secret and proves by its
  // code verifier that it is the one that began. refresh_token (section 6) of an application, or of
  // scripts of the company's own, which name no client.
  GrantOutcome Run(const TokenRequest& request);

 private:
  GrantOutcome OfClient(const TokenRequest& request, Instant now);
  GrantOutcome OfCode(const TokenRequest& request, Instant now);
  GrantOutcome OfRefreshToken(const TokenRequest& request, Instant now);
  GrantedTokens TokensOf(const std::string& subject,
                         const std::string& client,
                         const std::string& session,
                         Instant now);
  // The client that has proved who it is.
  std::variant<KnownClient, GrantRefusal> Authenticate(const TokenRequest& request, Instant now);

  const With with_;
  const Clock& clock_;
  const IssuerPolicy policy_;
};

}  // namespace erp::employee
