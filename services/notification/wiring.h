// The last step before main() joins its parts: what the use cases are given, and what the consumer
// calls, passes through Wire(). In this daemon nothing changes there. Those daemons of tests that
// are wrong on purpose are the same objects with another wiring.cpp, which puts decorators before
// ports (tests/faults).
#pragma once

#include "bus/message.h"
#include "notification/app/use_cases.h"
#include "notification/config.h"

namespace erp::notification {

// Each is called once. What it answers is good as long as what it was given.
Ports Wire(const Config& config, const Ports& ports);
bus::Handler Wire(const Config& config, bus::Handler handler);

}  // namespace erp::notification
