#include "auth/account_cache.h"

#include "common/error.h"

namespace erp::auth {

std::optional<AccountCache::Known> AccountCache::Kept(const Key& key) {
  const MutexLock lock(mutex_);
  const auto found = known_.find(key);
  if (found == known_.end()) return std::nullopt;
  uses_.splice(uses_.begin(), uses_, found->second.use);
  return found->second;
}

void AccountCache::Keep(const Key& key,
                        const std::optional<Principal>& principal,
                        std::chrono::steady_clock::time_point asked,
                        std::uint64_t forgotten) {
  const MutexLock lock(mutex_);
  if (forgotten != forgotten_) return;
  const auto found = known_.find(key);
  if (found != known_.end()) {
    found->second.principal = principal;
    found->second.asked = asked;
    return;
  }
  uses_.push_front(key);
  known_.emplace(key, Known{principal, asked, uses_.begin()});
  if (known_.size() <= options_.most) return;
  known_.erase(uses_.back());
  uses_.pop_back();
}

std::optional<Principal> AccountCache::Find(const std::string& issuer,
                                            const std::string& subject,
                                            const std::string& session) {
  const Key key{issuer, subject, session};
  const auto asked = now_();
  const auto kept = Kept(key);
  if (kept && asked - kept->asked < options_.max_age) return kept->principal;
  std::uint64_t forgotten = 0;
  {
    const MutexLock lock(mutex_);
    forgotten = forgotten_;
  }
  try {
    auto principal = accounts_.Find(issuer, subject, session);
    Keep(key, principal, asked, forgotten);
    return principal;
  } catch (const Unavailable&) {
    const bool usable = kept && asked - kept->asked < options_.max_age_unavailable;
    if (!usable) throw;
    return kept->principal;
  }
}

void AccountCache::Forget(EmployeeId employee) {
  const MutexLock lock(mutex_);
  ++forgotten_;
  for (auto known = known_.begin(); known != known_.end();) {
    const auto& principal = known->second.principal;
    if (!principal || principal->employee != employee) {
      ++known;
      continue;
    }
    uses_.erase(known->second.use);
    known = known_.erase(known);
  }
}

}  // namespace erp::auth
