// base64url without padding (RFC 4648 section 5), as tokens and keys are written. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace erp::auth {

std::string EncodeBase64Url(std::string_view bytes);

// Nothing for what EncodeBase64Url never writes: another character, padding, a length that no bytes
// have, bits behind the last byte that are not 0. So each text of bytes is one text only.
std::optional<std::string> DecodeBase64Url(std::string_view text);

}  // namespace erp::auth
