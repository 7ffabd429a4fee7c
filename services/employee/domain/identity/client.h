// Clients (RFC 6749 section 2): programs that have a secret of their own and get tokens without
// anybody who signs in. Pure values and functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "common/id.h"
#include "common/message.h"

namespace erp::employee {

// Who a client acts as: a daemon of this system, or a person, as the technical user of an
// integration. One of both.
struct Client {
  std::string id;            // "client_id", and the subject of its tokens
  std::string service = {};  // "approval-request"; empty: acts as `employee`
  std::optional<EmployeeId> employee = std::nullopt;
};

inline constexpr std::size_t kLongestClientId = 100;
inline constexpr std::size_t kShortestClientSecret = 32;  // bytes
inline constexpr std::size_t kLongestClientSecret = 200;

// The daemons that tokens are for, and the gateway.
bool IsServiceName(const std::string& name);

// Nothing, or what is wrong. An id has letters, digits, '-', '_' and '.' of ASCII, and is not what
// a subject of an account looks like (32 hexadecimal digits): nobody's token may be taken for
// another's.
std::optional<Message> ClientIdMistake(const std::string& id);
// A secret is drawn by a machine: its SHA-256 is kept, which protects no words that people think of
// (OWASP ASVS 5.0 V11.4.2). Visible ASCII.
std::optional<Message> ClientSecretMistake(const std::string& secret);

}  // namespace erp::employee
