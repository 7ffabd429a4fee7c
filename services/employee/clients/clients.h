// Everything that this daemon speaks to: approval-request.
#pragma once

#include "employee/clients/work_client.h"
#include "employee/config.h"
#include "observe/metrics.h"

namespace erp::employee {

// Its parts are thread-safe.
struct Clients {
  Clients(const Config& config, metrics::Registry& registry) : work(config, registry) {}

  WorkClient work;
};

}  // namespace erp::employee
