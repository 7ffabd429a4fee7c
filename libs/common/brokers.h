// How the brokers of the bus are reached: where, as whom, and how that is protected.
#pragma once

#include <string>
#include <utility>

#include "common/tls.h"

namespace erp {

// A value. Without a user the client says no name.
struct Brokers {
  Brokers() = default;
  // Where nobody has to sign in.
  Brokers(std::string where) : addresses(std::move(where)) {}  // NOLINT(google-explicit-*)
  Brokers(const char* where) : addresses(where) {}             // NOLINT(google-explicit-*)

  std::string addresses;  // "host:port,host:port"
  std::string user;
  std::string password;
  std::string mechanism = "SCRAM-SHA-512";  // of SASL; or SCRAM-SHA-256, PLAIN
  Tls tls;
};

}  // namespace erp
