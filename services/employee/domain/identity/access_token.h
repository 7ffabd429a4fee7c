// An access token that is issued here (RFC 9068). Plain values.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "common/clock.h"
#include "employee/domain/identity/authorization.h"

namespace erp::employee {

// What stands in every token of this installation.
struct IssuerPolicy {
  std::string issuer = {};                     // "https://erp.example.com", as tokens name it
  std::string audience = "erp";                // "aud"
  std::chrono::seconds valid_for{10 * 60};     // of an access token
  std::vector<std::string> totp_roles = {};    // who signs in with one-time codes only
  std::vector<Application> applications = {};  // which people sign in to with a browser
};

// What an application learns of who has signed in (OpenID Connect Core 1.0 section 2). It opens
// nothing here.
struct IdToken {
  std::string subject;
  std::string client;
  std::string nonce;  // as the application sent it, or empty
  Instant signed_in;
  Instant issued;
};

// The client of scripts that sign in with a password.
inline constexpr const char* kFirstParty = "first-party";

struct AccessToken {
  std::string subject;
  std::string client;        // by whose hand: "first-party", an application, or a client itself
  std::string id;            // "jti", unique
  std::string session = {};  // the sign-in that ends it; empty: of a client
  Instant issued;
};

}  // namespace erp::employee
