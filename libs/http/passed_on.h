// What another service refused, as the error that answers a client of this one the same.
#pragma once

#include <string>
#include <string_view>

#include "common/error.h"
#include "http/message.h"

namespace erp::http {

// The first header of that name, in small letters; empty without one.
std::string HeaderOf(const Response& response, std::string_view name);

// The problem document of a 4xx with its code, sentence, mistakes and members; "refused" where it
// has none. Throws Unavailable for anything else, with the slug of a 503 and no other's. `service`
// names the other one in logs. Thread-safe.
Error PassedOn(const Response& response, const std::string& service);

}  // namespace erp::http
