// A message of the bus as the services see it, whichever bus carries it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/result.h"
#include "contracts/envelope.h"

namespace erp::bus {

struct Message {
  std::string topic;
  std::optional<std::string> key;  // orders: messages of one key are handled one after the other
  contracts::Envelope envelope;
  std::optional<std::string> body;  // JSON
  // Of one that was received: where it lies on the bus, for logs.
  std::string place = {};
};

// Handles one message that was received, with its trace context as the current one. The service
// gives it, the bus calls it, on any thread; of one key one call at a time.
//   success          done
//   Error            can never be done: dead letter
//   Unavailable      not now: the same message again after a back-off
//   other exception  a bug or bad data: some tries, then dead letter
using Handler = std::function<Result<void>(const Message&)>;

}  // namespace erp::bus
