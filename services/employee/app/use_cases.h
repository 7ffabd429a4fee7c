// The use cases of this service over the ports that they need.
#pragma once

#include "common/clock.h"
#include "employee/app/departures.h"
#include "employee/app/employee_service.h"
#include "employee/app/leave_service.h"

namespace erp::employee {

// All must outlive the use cases.
struct Ports {
  EmployeeRepository& people;
  LeaveLedger& ledger;
  LeaverRegister& leavers;
  WorkSource& work;
  const Clock& clock;
};

// Its parts are thread-safe.
struct UseCases {
  // `opening` is the leave that every new person starts with.
  UseCases(const Ports& ports, Minutes opening)
      : employees(ports.people, ports.clock, opening),
        leave(ports.ledger, ports.clock),
        departures(ports.leavers, ports.work, ports.clock) {}

  EmployeeService employees;
  LeaveService leave;
  Departures departures;
};

}  // namespace erp::employee
