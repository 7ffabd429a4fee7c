// What waits for somebody, from approval-request's internal listener.
#pragma once

#include "employee/app/organisation/ports.h"
#include "employee/config.h"
#include "http/client.h"
#include "observe/metrics.h"

namespace erp::employee {

// Thread-safe. Blocks for at most three seconds; Unavailable when there is no usable answer.
class WorkClient final : public WorkSource {
 public:
  WorkClient(const Config& config, metrics::Registry& registry);

  WaitingWork WaitingFor(EmployeeId person) override;
  void HandOver(EmployeeId person) override;

 private:
  http::Client client_;
};

}  // namespace erp::employee
