#include "approval-request/wiring.h"

namespace erp::approval_request {

Ports Wire(const Config& /*config*/, const Ports& ports) { return ports; }

outbox::Sinks Wire(const Config& /*config*/, outbox::Sinks sinks) { return sinks; }

kafka::RecordHandler Wire(const Config& /*config*/, kafka::RecordHandler handler) {
  return handler;
}

}  // namespace erp::approval_request
