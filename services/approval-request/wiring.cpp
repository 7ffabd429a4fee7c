#include "approval-request/wiring.h"

namespace erp::approval_request {

Ports Wire(const Config& /*config*/, const Ports& ports) { return ports; }

outbox::Sinks Wire(const Config& /*config*/, outbox::Sinks sinks) { return sinks; }

bus::Handler Wire(const Config& /*config*/, bus::Handler handler) { return handler; }

}  // namespace erp::approval_request
