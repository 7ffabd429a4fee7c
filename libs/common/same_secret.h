// Compares secrets. Thread-safe.
#pragma once

#include <string_view>

namespace erp {

// Whether both are the same. Of texts of the same length it takes the same time whatever differs,
// so that time tells nobody how far a guess was right.
bool SameSecret(std::string_view left, std::string_view right);

}  // namespace erp
