#include "notification/wiring.h"

namespace erp::notification {

Ports Wire(const Config& /*config*/, const Ports& ports) { return ports; }

kafka::RecordHandler Wire(const Config& /*config*/, kafka::RecordHandler handler) {
  return handler;
}

}  // namespace erp::notification
