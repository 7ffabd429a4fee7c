// The use cases of this service over the ports that they need.
#pragma once

#include "common/clock.h"
#include "notification/app/inbox_service.h"
#include "notification/app/intake.h"
#include "notification/app/operator_messages.h"
#include "notification/app/replays.h"
#include "observe/metrics.h"

namespace erp::notification {

// All must outlive the use cases.
struct Ports {
  Inbox& inbox;              // for the bus, which waits
  Inbox& interactive_inbox;  // for people, who do not
  Announcer& announcer;
  StoreRuns& runs;
  const Clock& clock;
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
