// Answers of Accounts, kept for some seconds.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "auth/principal.h"
#include "common/thread_annotations.h"

namespace erp::auth {

struct AccountCacheOptions {
  // So long somebody who has left, or has lost a role, may go on at most. It is 5 s that nobody may
  // exceed: sessions of WebSocket are asked for every 2 s, which comes on top.
  std::chrono::milliseconds max_age = std::chrono::milliseconds(2500);
  // While the accounts cannot be asked the last answer holds for so long: roles and accounts are
  // changed there alone.
  std::chrono::milliseconds max_age_unavailable = std::chrono::minutes(15);
  std::size_t most = 10'000;  // sign-ins, of which those that were not asked for longest go
};

// Thread-safe. Blocks on the accounts behind it for what it does not know; one question for each
// account at a time is not promised.
class AccountCache final : public Accounts {
 public:
  using Now = std::function<std::chrono::steady_clock::time_point()>;

  // `accounts` must outlive the cache.
  explicit AccountCache(Accounts& accounts,
                        AccountCacheOptions options = {},
                        Now now = std::chrono::steady_clock::now)
      : accounts_(accounts), options_(options), now_(std::move(now)) {}

  std::optional<Principal> Find(const std::string& issuer,
                                const std::string& subject,
                                const std::string& session) override;

  // Something of this person has changed: the next question is asked again.
  void Forget(EmployeeId employee);

 private:
  using Key = std::array<std::string, 3>;  // issuer, subject and session
  struct Known {
    std::optional<Principal> principal;
    std::chrono::steady_clock::time_point asked;
    std::list<Key>::iterator use;
  };

  std::optional<Known> Kept(const Key& key);
  void Keep(const Key& key,
            const std::optional<Principal>& principal,
            std::chrono::steady_clock::time_point asked,
            std::uint64_t forgotten);

  Accounts& accounts_;
  const AccountCacheOptions options_;
  const Now now_;
  Mutex mutex_;
  std::map<Key, Known> known_ ERP_GUARDED_BY(mutex_);
  std::list<Key> uses_ ERP_GUARDED_BY(mutex_);  // the one that was asked for last is the first
  // Counts Forget: an answer that was under way meanwhile may be old, and is not kept.
  std::uint64_t forgotten_ ERP_GUARDED_BY(mutex_) = 0;
};

}  // namespace erp::auth
