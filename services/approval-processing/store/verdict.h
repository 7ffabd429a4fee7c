// The answers of decide.lua and recall.lua.
#pragma once

#include "approval-processing/app/ports.h"
#include "redis/reply.h"

namespace erp::approval_processing {

// Throws Unavailable "rebuilding" and "outbox-full" where the script says so, and
// std::runtime_error when it answers something else than agreed.
Verdict ReadVerdict(const redis::Reply& reply);

// The refusal of everything while what is kept here may have holes.
[[noreturn]] void ThrowRebuilding();

}  // namespace erp::approval_processing
