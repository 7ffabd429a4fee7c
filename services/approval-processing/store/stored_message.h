// A message as an entry of the outbox stream.
#pragma once

#include <map>
#include <stdexcept>
#include <string>

#include "approval-processing/app/ports.h"
#include "redis/reply.h"

namespace erp::approval_processing {

// An entry that is not a message: another program's, or another release's.
class UnreadableMessage : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// An entry of a stream, as XRANGE and message.lua answer it.
struct StreamEntry {
  std::string id;
  std::map<std::string, std::string> fields;
};
StreamEntry ReadStreamEntry(const redis::Reply& row);

// The message that message.lua has written. Throws UnreadableMessage when something is missing.
ResultMessage ReadMessage(const StreamEntry& entry);

}  // namespace erp::approval_processing
