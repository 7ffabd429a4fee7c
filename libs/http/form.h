// Bodies of forms (application/x-www-form-urlencoded, URL Standard section 5), read strictly: what
// two readers may understand differently is refused. Pure functions.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace erp::http {

inline constexpr std::size_t kLargestForm = 16 * 1024;  // bytes
inline constexpr std::size_t kMostFormFields = 64;

// By name; values may be empty.
using Form = std::map<std::string, std::string>;

// Nothing for a body that is too large or has too many fields, a field without a name or without
// "=", a name that occurs twice, a broken escape, and what is not UTF-8 or holds NUL.
std::optional<Form> ParseForm(std::string_view body);

// One name or value of a form on its own, as RFC 6749 section 2.3.1 encodes the halves of HTTP
// Basic credentials; nothing for a broken escape and for what is not UTF-8.
std::optional<std::string> DecodeFormText(std::string_view text);

}  // namespace erp::http
