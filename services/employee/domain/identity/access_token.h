// An access token that is issued here (RFC 9068). Plain values.
#pragma once

#include <chrono>
#include <string>

#include "common/clock.h"

namespace erp::employee {

// What stands in every token of this installation.
struct IssuerPolicy {
  std::string issuer = {};                  // "https://erp.example.com", as tokens name it
  std::string audience = "erp";             // "aud"
  std::chrono::seconds valid_for{10 * 60};  // of an access token
};

struct AccessToken {
  std::string subject;
  std::string client;  // by whose hand: "first-party", or a service
  std::string id;      // "jti", unique
  Instant issued;
};

}  // namespace erp::employee
