// Why a handshake of a WebSocket is refused, as a problem document in the language of who asks.
#pragma once

#include "ws/server.h"

namespace erp::notification {

// Thread-safe; blocks on nothing.
ws::Refusal::Text ExplainRefusal(const ws::Refusal& refusal);

}  // namespace erp::notification
