// Where a request came from. Include it in .cpp files only.
#pragma once

#include <string>

#include "http/call.h"

namespace erp::employee {

// As the gateway saw it, whatever a client says; empty for a request that came past the gateway.
inline std::string ClientAddress(const http::Call& call) {
  return call.request.Header("x-real-ip").value_or("");
}

}  // namespace erp::employee
