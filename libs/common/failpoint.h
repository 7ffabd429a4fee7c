// Named places where a test executable may be told to fail. Every executable is linked with one
// of two objects: failpoint_off, in which nothing ever fails, and which is all that a release
// binary has; or failpoint_on, which obeys the environment:
//
//   FAILPOINTS=name,name:3,...      name: each time; name:3: the third time only
//
// The rest of the program is compiled once and is the same in both.
#pragma once

namespace erp::failpoint {

// Thread-safe. Whether the named fault happens now. Names: "<part>.<what goes wrong>".
bool Hit(const char* name) noexcept;

// Thread-safe. Ends the process as kill -9 would when the named fault happens now.
void Crash(const char* name) noexcept;

}  // namespace erp::failpoint
