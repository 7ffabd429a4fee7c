// The answers of decide.lua, recall.lua and move.lua.
#pragma once

#include <cstddef>

#include "approval-processing/app/ports.h"
#include "redis/reply.h"

namespace erp::approval_processing {

// What they answer: a word, the state of the task, what was decided, its message.
struct VerdictColumn {
  enum : std::size_t { kOutcome, kTaskState, kPacked, kMessage };
};

// Of decide.lua and recall.lua. Throws Unavailable "rebuilding" and "outbox-full" where the script
// says so, and std::runtime_error when it answers something else than agreed.
Verdict ReadVerdict(const redis::Reply& reply);

// The refusal of everything while what is kept here may have holes.
[[noreturn]] void ThrowRebuilding();

}  // namespace erp::approval_processing
