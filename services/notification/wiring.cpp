#include "notification/wiring.h"

namespace erp::notification {

Ports Wire(const Config& /*config*/, const Ports& ports) { return ports; }

bus::Handler Wire(const Config& /*config*/, bus::Handler handler) { return handler; }

}  // namespace erp::notification
