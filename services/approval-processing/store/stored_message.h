// A message as an entry of the outbox stream.
#pragma once

#include <string>
#include <vector>

#include "approval-processing/app/ports.h"
#include "redis/reply.h"

namespace erp::approval_processing {

// `fields` is field, value, field, value, ... as decide.lua writes them. Throws
// std::runtime_error when something is missing.
ResultMessage ReadMessage(const std::string& place, const std::vector<redis::Reply>& fields);

}  // namespace erp::approval_processing
