// The use cases of this service over the ports that they need.
#pragma once

#include <functional>

#include "common/clock.h"
#include "notification/app/inbox_service.h"
#include "notification/app/intake.h"
#include "notification/app/operator_messages.h"
#include "notification/app/replays.h"
#include "observe/metrics.h"

namespace erp::notification {

// All must outlive the use cases. Assignable: another port may be put before one of them
// (wiring.h).
struct Ports {
  std::reference_wrapper<Inbox> inbox;              // for the bus, which waits
  std::reference_wrapper<Inbox> interactive_inbox;  // for people, who do not
  std::reference_wrapper<Announcer> announcer;
  std::reference_wrapper<StoreRuns> runs;
  std::reference_wrapper<const Clock> clock;
};

// Its parts are thread-safe.
struct UseCases {
  UseCases(const Ports& ports, metrics::Registry& registry)
      : own(ports.interactive_inbox),
        messages(ports.interactive_inbox, ports.announcer, ports.clock),
        replays(ports.runs, ports.clock, registry),
        intake(ports.inbox, replays, registry) {}

  InboxService own;
  OperatorMessages messages;
  Replays replays;
  Intake intake;
};

}  // namespace erp::notification
