// Settings that are lists.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace erp {

// What stands between the commas, without blanks around it; empty items are left out.
std::vector<std::string> CommaList(std::string_view list);

}  // namespace erp
