#include "employee/wiring.h"

namespace erp::employee {

Ports Wire(const Config& /*config*/, const Ports& ports) { return ports; }

}  // namespace erp::employee
