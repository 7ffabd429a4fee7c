// JSON at the edges: strict parsing of what strangers send. Include it in .cpp files only;
// the header of nlohmann::json is heavy.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "common/result.h"

namespace erp::json {

using Value = nlohmann::json;

inline constexpr int kMaxDepth = 32;

// Parses one JSON text (RFC 8259). Refused with slug "malformed-json": anything that is not
// JSON, invalid UTF-8, a byte order mark, text after the value, duplicate keys in an object
// and nesting deeper than kMaxDepth. Thread-safe.
Result<Value> Parse(std::string_view text);

// Compact text. Invalid UTF-8, which Parse never lets in, would be replaced.
std::string Dump(const Value& value);

}  // namespace erp::json
