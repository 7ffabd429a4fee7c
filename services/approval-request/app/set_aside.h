// Port: messages in documents' outboxes that could not be read when they were to be sent. They
// are kept beside the outbox until an operator has looked.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/id.h"

namespace erp::approval_request {

// Thread-safe; blocks on the store and throws Unavailable.
class SetAsideMessages {
 public:
  struct Message {
    RequestId document;
    Instant at;         // when it was set aside
    std::string entry;  // as it lies in the store: JSON
  };

  virtual ~SetAsideMessages() = default;

  // Of the documents that have any, those that have had them longest first; all of a document
  // or none, at most `documents` of them.
  [[nodiscard]] virtual std::vector<Message> List(std::size_t documents) = 0;
  // Back into the outbox, to be tried once more (by a release that can read them). How many.
  virtual std::size_t PutBack(RequestId document) = 0;
};

}  // namespace erp::approval_request
