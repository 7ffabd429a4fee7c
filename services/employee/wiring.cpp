#include "employee/wiring.h"

namespace erp::employee {

Ports Wire(const Config& /*config*/, const Ports& ports) { return ports; }

outbox::Sinks Wire(const Config& /*config*/, outbox::Sinks sinks) { return sinks; }

}  // namespace erp::employee
