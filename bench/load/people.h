// The people who take part: found by their department, created when there are too few, and given
// the leave that they are going to ask for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "load/options.h"

namespace erp::bench {

struct People {
  std::vector<std::int64_t> drafters;
  std::vector<std::int64_t> approvers;  // nobody is both: one may not approve one's own
};

// Blocks. Throws std::runtime_error with one sentence when the service does not play along.
People Gather(const Options& options);

}  // namespace erp::bench
