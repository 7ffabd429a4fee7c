// Texts that are lists. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace erp {

// What stands between the separators; empty parts are left out.
std::vector<std::string> Parts(std::string_view list, char separator);

// Of a setting: what stands between the commas, without blanks around it; empty items are left out.
std::vector<std::string> CommaList(std::string_view list);

}  // namespace erp
