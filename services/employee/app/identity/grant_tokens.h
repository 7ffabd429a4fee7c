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
  std::string grant_type;
  std::string client_id;
  std::string client_secret;
  std::string address;  // where it came from; empty: not known
};

struct GrantedTokens {
  std::string access_token;
  std::chrono::seconds expires_in{};
};

// Why nothing was given (RFC 6749 section 5.2); kTooFast: after too many tries that failed.
enum class GrantRefusal {
  kInvalidRequest,
  kInvalidClient,
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
  };
  // All must outlive the use case.
  GrantTokens(With with, const Clock& clock, IssuerPolicy policy)
      : with_(with), clock_(clock), policy_(std::move(policy)) {}

  // client_credentials (section 4.4): a token whose subject is the client. The same refusal for a
  // client that is unknown, locked, acts as somebody who has left, or has another secret.
  GrantOutcome Run(const TokenRequest& request);

 private:
  // The client that has proved who it is.
  std::variant<KnownClient, GrantRefusal> Authenticate(const TokenRequest& request, Instant now);

  const With with_;
  const Clock& clock_;
  const IssuerPolicy policy_;
};

}  // namespace erp::employee
