// The keys of one issuer, fetched from where it publishes them and kept.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "auth/key_set.h"
#include "common/thread_annotations.h"
#include "observe/metrics.h"

namespace erp::auth {

// The body that a GET of this URL answers, at most 256 KiB. Throws Unavailable for everything but
// 200; blocks at most a few seconds.
using Fetch = std::function<std::string(const std::string& url)>;

struct IssuerOptions {
  std::string issuer;  // "https://example.org/auth", as the claim "iss" has it
  // Where its description is; empty: {issuer}/.well-known/openid-configuration.
  std::string discovery_url = {};
  // Where its keys are, for who cannot reach the addresses that the description names; the
  // description is not asked for then.
  std::string keys_url = {};
  std::chrono::milliseconds max_age = std::chrono::minutes(10);
  // Between two fetches, whatever asks for them: tokens with keys that nobody has cost the issuer
  // nothing.
  std::chrono::milliseconds cool_down = std::chrono::seconds(30);
  std::chrono::milliseconds wait = std::chrono::seconds(3);  // for a fetch under way
};

// Thread-safe. A thread of its own fetches, one fetch at a time. Keys that are older than max_age
// are fetched anew beside those that ask, and go on to be used while that fails.
class IssuerKeys {
 public:
  using Now = std::function<std::chrono::steady_clock::time_point()>;

  IssuerKeys(IssuerOptions options,
             Fetch fetch,
             metrics::Registry& registry,
             Now now = std::chrono::steady_clock::now);
  // Waits for a fetch under way.
  ~IssuerKeys();
  IssuerKeys(const IssuerKeys&) = delete;
  IssuerKeys& operator=(const IssuerKeys&) = delete;

  [[nodiscard]] const std::string& issuer() const { return options_.issuer; }

  // The key of that name, or nothing when the issuer has none. Of a name that is not known the keys
  // are fetched once more when the last fetch is at least cool_down ago; blocks for that. Throws
  // Unavailable while no fetch has succeeded yet.
  std::optional<RsaPublicKey> Find(const std::string& name);

 private:
  void Work(const std::stop_token& stop);
  std::shared_ptr<const KeySet> FetchKeys() const;
  [[nodiscard]] bool Due() const ERP_REQUIRES(mutex_);
  [[nodiscard]] bool MayTry() const ERP_REQUIRES(mutex_);

  const IssuerOptions options_;
  const Fetch fetch_;
  const Now now_;
  metrics::Counter fetched_;
  metrics::Counter failed_;

  Mutex mutex_;
  std::condition_variable_any changed_;
  std::shared_ptr<const KeySet> keys_ ERP_GUARDED_BY(mutex_);
  std::optional<std::chrono::steady_clock::time_point> fetched_at_ ERP_GUARDED_BY(mutex_);
  std::optional<std::chrono::steady_clock::time_point> tried_at_ ERP_GUARDED_BY(mutex_);
  bool wanted_ ERP_GUARDED_BY(mutex_) = false;  // or under way
  std::jthread worker_;                         // last: it uses the others
};

}  // namespace erp::auth
