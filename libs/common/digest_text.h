// Digests as protocols write them. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace erp {

// SHA-256 as base64url without padding: 43 characters (RFC 7636 section 4.2).
std::string Sha256Base64Url(std::string_view bytes);

// HMAC-SHA-1 (RFC 2104), 20 bytes. For one-time codes of authenticators (RFC 4226), which know no
// other one; nothing new is signed with it.
std::string HmacSha1(std::string_view key, std::string_view bytes);

}  // namespace erp
