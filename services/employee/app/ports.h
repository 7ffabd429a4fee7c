// What the use cases of this service need from outside, capability by capability.
#pragma once

#include "common/clock.h"
#include "employee/app/leave/ports.h"
#include "employee/app/organisation/ports.h"

namespace erp::employee {

// All must outlive the use cases.
struct Ports {
  EmployeeRepository& people;
  LeaveLedger& ledger;
  LeaverRegister& leavers;
  WorkSource& work;
  const Clock& clock;
};

}  // namespace erp::employee
