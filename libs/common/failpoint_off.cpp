#include "common/failpoint.h"

namespace erp::failpoint {

bool Hit(const char* /*name*/) noexcept { return false; }

void Crash(const char* /*name*/) noexcept {}

}  // namespace erp::failpoint
