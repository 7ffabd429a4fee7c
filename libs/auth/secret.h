// Secrets that nobody can guess. Thread-safe.
#pragma once

#include <string>

namespace erp::auth {

// 256 random bits as 43 characters of base64url. Throws std::runtime_error where libsodium cannot
// work.
std::string NewSecret();

}  // namespace erp::auth
