// Whether a fault of a test happens now. FAILPOINTS in the environment of a faulty daemon says
// which:
//
//   FAILPOINTS=name,name:3,...      name: each time; name:3: the third time only
//
// The same list switches the crash points of the product on (common/failpoint.h).
#pragma once

namespace erp::faults {

// Thread-safe. Names: "<part>.<what goes wrong>".
bool Hit(const char* name) noexcept;

}  // namespace erp::faults
