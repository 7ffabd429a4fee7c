#include "common/retry.h"

#include <algorithm>
#include <random>

namespace erp {

std::chrono::milliseconds Backoff::Next() {
  thread_local std::minstd_rand engine(std::random_device{}());
  const auto whole = std::max<std::chrono::milliseconds::rep>(next_.count(), 1);
  std::uniform_int_distribution<std::chrono::milliseconds::rep> pick((whole + 1) / 2, whole);
  next_ = std::min(next_ * 2, most_);
  return std::chrono::milliseconds(pick(engine));
}

}  // namespace erp
