#include "auth/issuer_keys.h"

#include <stop_token>
#include <utility>

#include "common/clock.h"
#include "common/error.h"
#include "observe/log.h"

namespace erp::auth {
namespace {

metrics::Counter Fetches(metrics::Registry& registry, const char* outcome) {
  return registry.GetCounter("auth_key_fetches_total", "Times an issuer was asked for its keys",
                             {{"outcome", outcome}});
}

std::string DescriptionUrl(const IssuerOptions& options) {
  if (!options.discovery_url.empty()) return options.discovery_url;
  const bool slash = options.issuer.ends_with('/');
  return options.issuer + (slash ? "" : "/") + ".well-known/openid-configuration";
}

std::optional<RsaPublicKey> KeyOf(const std::shared_ptr<const KeySet>& keys,
                                  const std::string& name) {
  if (!keys) return std::nullopt;
  const auto found = keys->find(name);
  if (found == keys->end()) return std::nullopt;
  return found->second;
}

}  // namespace

IssuerKeys::IssuerKeys(IssuerOptions options, Fetch fetch, metrics::Registry& registry, Now now)
    : options_(std::move(options)),
      fetch_(std::move(fetch)),
      now_(std::move(now)),
      fetched_(Fetches(registry, "fetched")),
      failed_(Fetches(registry, "failed")),
      worker_([this](const std::stop_token& stop) { Work(stop); }) {}

IssuerKeys::~IssuerKeys() = default;

bool IssuerKeys::MayTry() const { return !tried_at_ || now_() - *tried_at_ >= options_.cool_down; }

bool IssuerKeys::Due() const {
  return (!fetched_at_ || now_() - *fetched_at_ >= options_.max_age) && MayTry();
}

std::optional<RsaPublicKey> IssuerKeys::Find(const std::string& name) {
  MutexLock lock(mutex_);
  auto key = KeyOf(keys_, name);
  if (Due() || (!key && MayTry())) {
    wanted_ = true;
    changed_.notify_all();
  }
  if (key) return key;
  const auto deadline = Deadline::After(options_.wait);
  while (wanted_ && !deadline.Expired()) changed_.wait_until(lock.native(), deadline.when());
  if (!keys_) throw Unavailable("no keys of the issuer of access tokens");
  return KeyOf(keys_, name);
}

std::shared_ptr<const KeySet> IssuerKeys::FetchKeys() const {
  auto url = options_.keys_url;
  if (url.empty()) {
    const auto found = KeysUrlOf(fetch_(DescriptionUrl(options_)), options_.issuer);
    if (!found) throw Unavailable("what describes the issuer is of another one, or names no keys");
    url = *found;
  }
  auto keys = ParseKeySet(fetch_(url));
  if (!keys) throw Unavailable("the issuer publishes no keys for RS256");
  return std::make_shared<const KeySet>(*std::move(keys));
}

void IssuerKeys::Work(const std::stop_token& stop) {
  const std::stop_callback wake(stop, [this] {
    MutexLock lock(mutex_);
    changed_.notify_all();
  });
  MutexLock lock(mutex_);
  while (true) {
    while (!wanted_ && !stop.stop_requested()) changed_.wait(lock.native());
    if (stop.stop_requested()) return;
    lock.unlock();
    std::shared_ptr<const KeySet> keys;
    try {
      keys = FetchKeys();
      fetched_.Add();
    } catch (const std::exception& failure) {
      failed_.Add();
      log::Warn("keys of an issuer could not be fetched",
                {{"issuer", options_.issuer}, {"why", failure.what()}});
    }
    lock.lock();
    tried_at_ = now_();
    if (keys) {
      fetched_at_ = tried_at_;
      keys_ = std::move(keys);
    }
    wanted_ = false;
    changed_.notify_all();
  }
}

}  // namespace erp::auth
