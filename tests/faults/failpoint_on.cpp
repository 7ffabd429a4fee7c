#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <mutex>
#include <sstream>
#include <string>

#include "common/failpoint.h"
#include "faults/hit.h"

namespace erp {
namespace {

struct Plan {
  std::uint64_t only = 0;  // 0: each time
  std::uint64_t passed = 0;
};

class Plans {
 public:
  Plans() {
    const char* text = std::getenv("FAILPOINTS");  // NOLINT(concurrency-mt-unsafe): never set here
    std::istringstream list(text == nullptr ? "" : text);
    for (std::string item; std::getline(list, item, ',');) {
      const auto colon = item.find(':');
      Plan plan;
      if (colon != std::string::npos) plan.only = std::stoull(item.substr(colon + 1));
      plans_[item.substr(0, colon)] = plan;
    }
  }

  bool Hit(const char* name) {
    if (plans_.empty()) return false;
    const std::lock_guard lock(mutex_);
    const auto found = plans_.find(name);
    if (found == plans_.end()) return false;
    Plan& plan = found->second;
    return ++plan.passed == plan.only || plan.only == 0;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, Plan, std::less<>> plans_;  // its keys are constant after construction
};

}  // namespace

bool faults::Hit(const char* name) noexcept {
  static Plans plans;
  return plans.Hit(name);
}

void failpoint::Crash(const char* name) noexcept {
  if (!faults::Hit(name)) return;
  ::kill(::getpid(), SIGKILL);
  ::pause();  // the signal may be a moment late; nothing more may happen meanwhile
}

}  // namespace erp
