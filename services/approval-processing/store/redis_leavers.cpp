#include "approval-processing/store/redis_leavers.h"

#include <algorithm>

namespace erp::approval_processing {

void RedisLeavers::Add(const std::vector<EmployeeId>& people) {
  constexpr std::size_t kAtOnce = 1000;
  for (std::size_t i = 0; i < people.size(); i += kAtOnce) {
    std::vector<std::string> command{"SADD", keys_.Left()};
    const auto end = std::min(people.size(), i + kAtOnce);
    for (std::size_t j = i; j < end; ++j) command.push_back(people[j].str());
    pool_.Run(command);
  }
}

std::size_t RedisLeavers::Count() {
  return static_cast<std::size_t>(pool_.Run({"SCARD", keys_.Left()}).AsInteger());
}

}  // namespace erp::approval_processing
