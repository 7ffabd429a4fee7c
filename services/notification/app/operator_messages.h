// What an operator has to say: to everybody who is listening now, or to one person.
#pragma once

#include <optional>
#include <string>

#include "common/clock.h"
#include "common/result.h"
#include "notification/app/ports.h"

namespace erp::notification {

struct OperatorMessage {
  Subject approval;
  std::string status;
  std::string message;
};

// Thread-safe. Blocks and throws as Inbox and Announcer do.
class OperatorMessages {
 public:
  OperatorMessages(Inbox& inbox, Announcer& announcer, const Clock& clock)
      : inbox_(inbox), announcer_(announcer), clock_(clock) {}

  // A key is the `actor`'s alone, when somebody is known to act. Returns its id. Nothing is kept,
  // so a repeat is said again, with the same id.
  std::string Broadcast(const OperatorMessage& message,
                        const std::optional<std::string>& idempotency_key,
                        std::optional<EmployeeId> actor = std::nullopt);

  struct Sent {
    std::string id;
    bool replayed = false;
  };
  // Stored in the person's inbox. 422 idempotency-key-reused: the key was used for another one.
  Result<Sent> Send(EmployeeId user,
                    const OperatorMessage& message,
                    const std::optional<std::string>& idempotency_key,
                    std::optional<EmployeeId> actor = std::nullopt);

 private:
  Inbox& inbox_;
  Announcer& announcer_;
  const Clock& clock_;
};

}  // namespace erp::notification
