// SHA-256 (FIPS 180-4) in lower-case hex: content hashes and audit chains. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace erp {

std::string Sha256Hex(std::string_view bytes);

}  // namespace erp
