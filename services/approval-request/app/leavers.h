// Who has left the company, as employee said last; in memory, so that asking costs nothing.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "common/id.h"
#include "common/thread_annotations.h"

namespace erp::approval_request {

struct Leaver {
  EmployeeId id;
  std::optional<EmployeeId> reassign_to = std::nullopt;  // who was named to take over
};

// Thread-safe; never blocks.
class Leavers {
 public:
  // Those of them who are new, or whose successor is.
  std::vector<EmployeeId> Learn(const std::vector<Leaver>& leavers) {
    std::vector<EmployeeId> changed;
    const MutexLock lock(mutex_);
    for (const auto& leaver : leavers) {
      const auto [place, fresh] = known_.try_emplace(leaver.id, leaver.reassign_to);
      if (!fresh && place->second == leaver.reassign_to) continue;
      place->second = leaver.reassign_to;
      changed.push_back(leaver.id);
    }
    return changed;
  }

  [[nodiscard]] bool Has(EmployeeId person) const {
    const MutexLock lock(mutex_);
    return known_.contains(person);
  }

  [[nodiscard]] std::optional<EmployeeId> SuccessorOf(EmployeeId person) const {
    const MutexLock lock(mutex_);
    const auto found = known_.find(person);
    return found == known_.end() ? std::nullopt : found->second;
  }

  [[nodiscard]] std::vector<EmployeeId> All() const {
    const MutexLock lock(mutex_);
    std::vector<EmployeeId> all;
    all.reserve(known_.size());
    for (const auto& [person, successor] : known_) all.push_back(person);
    return all;
  }

 private:
  mutable Mutex mutex_;
  std::unordered_map<EmployeeId, std::optional<EmployeeId>> known_ ERP_GUARDED_BY(mutex_);
};

}  // namespace erp::approval_request
