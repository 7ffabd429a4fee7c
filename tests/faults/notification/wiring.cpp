#include "notification/wiring.h"

#include <utility>

#include "faults/early_acknowledgement.h"
#include "faults/notification/faulty_inbox.h"

namespace erp::notification {

Ports Wire(const Config& config, const Ports& given) {
  Ports ports = given;
  static FaultyInbox inbox(config, given.inbox);
  ports.inbox = inbox;
  return ports;
}

bus::Handler Wire(const Config& /*config*/, bus::Handler handler) {
  return faults::AcknowledgeEarly(std::move(handler));
}

}  // namespace erp::notification
