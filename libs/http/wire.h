// An answer as bytes. Private to this library.
#pragma once

#include <string>

#include "http/message.h"

namespace erp::http {

// Status line, fields and body; names the current trace. `keep`: the connection stays open.
// `head_only`: as for GET, but without the body. A field with a control character is left out.
std::string Print(const Response& response, bool keep, bool head_only);

}  // namespace erp::http
