// What AUTH_MODE=oidc is made of.
#pragma once

#include <memory>

#include "auth/account_cache.h"
#include "auth/actor.h"
#include "auth/issuer_keys.h"
#include "auth/token_verifier.h"
#include "common/clock.h"
#include "daemon/config.h"
#include "observe/metrics.h"

namespace erp::daemon {

// Accounts that are known later than who asks for them.
class LateAccounts final : public auth::Accounts {
 public:
  // Once, before anybody is served; `accounts` must outlive the last question.
  void Set(auth::Accounts& accounts) { accounts_ = &accounts; }

  // Throws Unavailable before that.
  std::optional<auth::Principal> Find(const std::string& issuer,
                                      const std::string& subject,
                                      const std::string& session) override;

 private:
  auth::Accounts* accounts_ = nullptr;
};

// Thread-safe.
class TokenParts {
 public:
  // Both must outlive the parts.
  TokenParts(const Settings& settings, metrics::Registry& registry);

  [[nodiscard]] const auth::ActorSource& actors() const { return *actors_; }
  LateAccounts& accounts() { return accounts_; }
  auth::AccountCache& cache() { return cache_; }

 private:
  const SystemClock clock_;
  auth::IssuerKeys keys_;
  const auth::TokenVerifier verifier_;
  LateAccounts accounts_;
  auth::AccountCache cache_;
  const std::unique_ptr<auth::ActorSource> actors_;
};

}  // namespace erp::daemon
