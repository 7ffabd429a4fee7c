// A message as an entry of the outbox stream.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "approval-processing/app/ports.h"
#include "redis/reply.h"

namespace erp::approval_processing {

// An entry that is not a message: another program's, or another release's.
class UnreadableMessage : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// `fields` is field, value, field, value, ... as decide.lua writes them. Throws
// UnreadableMessage when something is missing.
ResultMessage ReadMessage(const std::string& place, const std::vector<redis::Reply>& fields);

}  // namespace erp::approval_processing
