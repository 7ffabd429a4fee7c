// What a session says by itself, without a handler. Private to this library.
#pragma once

#include <cstdint>

#include "http/internal/framing.h"
#include "http/message.h"

namespace erp::http {

Refusal Overloaded();
Refusal Late();
Refusal TooLarge(std::uint64_t most);
Refusal TooSlow();
Refusal Malformed();

// With Retry-After where trying again makes sense.
Response Problem(const Refusal& refusal);

}  // namespace erp::http
