// What follows from the configuration for the use cases.
#pragma once

#include "employee/app/policies.h"
#include "employee/config.h"

namespace erp::employee {

Policies PoliciesOf(const Config& config);

}  // namespace erp::employee
