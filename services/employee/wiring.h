// The last step before main() joins its parts: what the use cases are given passes through Wire().
// In this daemon nothing changes there. Those daemons of tests that are wrong on purpose are the
// same objects with another wiring.cpp, which puts decorators before ports (tests/faults).
#pragma once

#include "employee/app/ports.h"
#include "employee/config.h"

namespace erp::employee {

// Called once. What it answers is good as long as what it was given.
Ports Wire(const Config& config, const Ports& ports);

}  // namespace erp::employee
