// Named places where the daemons of tests can be made to die. Every executable is linked with one
// of two definitions: failpoint_off, in which nothing ever happens, and which is all that a release
// binary has; or that of tests/faults, which obeys the environment (FAILPOINTS). The rest of the
// program is compiled once and is the same in both. Nothing but a crash is switched on here: what a
// wrong daemon answers comes from decorators of its ports (tests/faults).
#pragma once

namespace erp::failpoint {

// Thread-safe. Ends the process as kill -9 would when the named fault happens now. Names:
// "<part>.<what has just been done>".
void Crash(const char* name) noexcept;

}  // namespace erp::failpoint
