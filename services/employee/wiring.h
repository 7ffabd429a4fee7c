// The last step before main() joins its parts: what the use cases are given
// and where the relay delivers to passes through Wire().
// In this daemon nothing changes there. Those daemons of tests that are wrong on purpose are the
// same objects with another wiring.cpp, which puts decorators before ports (tests/faults).
#pragma once

#include "employee/app/ports.h"
#include "employee/config.h"
#include "outbox/relay.h"

namespace erp::employee {

// Each is called once. What it answers is good as long as what it was given.
Ports Wire(const Config& config, const Ports& ports);
outbox::Sinks Wire(const Config& config, outbox::Sinks sinks);

}  // namespace erp::employee
