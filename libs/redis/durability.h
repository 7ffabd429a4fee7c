// What a server says of itself that decides whether what it acknowledged may be relied on.
#pragma once

#include <optional>
#include <string>

#include "redis/pool.h"

namespace erp::redis {

// What keeps this server from being a durable store, as one sentence for an operator, or nothing.
// Durable: every acknowledged write is on the disk (`appendonly yes`, `appendfsync always`) and
// no key is ever thrown out for want of memory (`maxmemory-policy noeviction`).
// A server that does not let us ask (CONFIG is forbidden on hosted ones) is not durable for all
// we know: the sentence says so. Thread-safe; blocks and throws as Pool::Pipeline does.
std::optional<std::string> NotDurable(Pool& pool);

// The name of this run of the server process: another one after every restart and after a
// fail-over, and then some of what was acknowledged may be gone. Thread-safe; blocks and throws
// as Pool::Run does.
std::string RunId(Pool& pool);

}  // namespace erp::redis
