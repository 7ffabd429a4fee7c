// An answer as bytes. Private to this library.
#pragma once

#include <string>

#include "http/message.h"

namespace erp::http {

// Whether a client of the request's version knows chunks.
enum class Chunks : bool { kUnknown, kKnown };

// Status line, fields and body, which is not there when it comes from a source; names the current
// trace. `keep`: the connection stays open. `head_only`: as for GET, but without the body. A field
// with a control character is left out.
std::string Print(const Response& response,
                  bool keep,
                  bool head_only,
                  Chunks chunks = Chunks::kKnown);

}  // namespace erp::http
