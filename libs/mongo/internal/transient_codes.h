// Which of the server's error codes mean "not now": the one table, in fault.cpp. Private to this
// library.
#pragma once

#include <cstdint>

namespace erp::mongo {

bool IsTransientCode(std::uint32_t code);

}  // namespace erp::mongo
