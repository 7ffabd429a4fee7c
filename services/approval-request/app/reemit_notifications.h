// Use case: an operator has the notifications of some time sent once more, e.g. after the inboxes
// were lost. Receivers drop what they have: the ids and bodies are those of the first time.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "approval-request/app/ports.h"

namespace erp::approval_request {

// Thread-safe.
class ReEmitNotifications {
 public:
  struct Counts {
    std::int64_t documents = 0;  // with at least one notification of that time
    std::int64_t notifications = 0;
    std::int64_t unreadable = 0;  // documents whose trail does not fit them
  };

  ReEmitNotifications(Documents& documents, const EventEncoder& encoder, Redelivery& redelivery)
      : documents_(documents), encoder_(encoder), redelivery_(redelivery) {}

  // After each page: so far everything that changed until then. False ends the run.
  using Progress = std::function<bool(const Counts& counts, Instant changed_until)>;

  // Everything that was published in [from, to). Returns when all of it is durably on the bus,
  // which takes about as long as it took to publish it first at full speed; Unavailable when that
  // fails or is canceled, after which a repeat begins anew.
  Counts Run(Instant from, Instant to, const Progress& progress = nullptr);

  // Runs that are under way end soon, and none begins: the process stops.
  void Cancel() { canceled_ = true; }

 private:
  Documents& documents_;
  const EventEncoder& encoder_;
  Redelivery& redelivery_;
  std::atomic<bool> canceled_ = false;
};

}  // namespace erp::approval_request
