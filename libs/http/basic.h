// HTTP Basic (RFC 7617), as OAuth clients prove who they are (RFC 6749 section 2.3.1). Pure
// functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace erp::http {

struct BasicCredentials {
  std::string name;
  std::string secret;
};

// Of an Authorization header: base64 with its padding, of a name and a secret with the first colon
// between them, each encoded as in a form. Nothing for anything else.
std::optional<BasicCredentials> ReadBasic(std::string_view authorization);

}  // namespace erp::http
