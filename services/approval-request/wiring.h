// The last step before main() joins its parts: what the use cases are given, where the relay
// delivers to, and what the consumer calls, passes through Wire(). In this daemon nothing changes
// there. Those daemons of tests that are wrong on purpose are the same objects with another
// wiring.cpp, which puts decorators before ports (tests/faults).
#pragma once

#include "approval-request/app/use_cases.h"
#include "approval-request/config.h"
#include "bus/message.h"
#include "outbox/relay.h"

namespace erp::approval_request {

// Each is called once. What it answers is good as long as what it was given.
Ports Wire(const Config& config, const Ports& ports);
outbox::Sinks Wire(const Config& config, outbox::Sinks sinks);
bus::Handler Wire(const Config& config, bus::Handler handler);

}  // namespace erp::approval_request
