#include "common/failpoint.h"

namespace erp::failpoint {

void Crash(const char* /*name*/) noexcept {}

}  // namespace erp::failpoint
