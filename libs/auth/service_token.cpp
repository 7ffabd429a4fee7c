#include "auth/service_token.h"

#include <utility>

#include "common/clock.h"
#include "common/error.h"
#include "observe/log.h"

namespace erp::auth {

ServiceToken::ServiceToken(Ask ask, ServiceTokenOptions options, Now now)
    : ask_(std::move(ask)), options_(options), now_(std::move(now)) {}

ServiceToken::~ServiceToken() = default;

std::string ServiceToken::Get() {
  MutexLock lock(mutex_);
  if (!worker_.joinable()) {
    worker_ = std::jthread([this](const std::stop_token& stop) { Work(stop); });
  }
  const auto deadline = Deadline::After(options_.wait);
  // One that was there and has ended was asked for again and again meanwhile: nobody waits for it.
  while (!kept_ && !deadline.Expired()) changed_.wait_until(lock.native(), deadline.when());
  if (!Valid()) throw Unavailable("the issuer gives this daemon no access token");
  return kept_->text;
}

std::optional<ServiceToken::Kept> ServiceToken::AskOnce() const {
  try {
    // From before the question: the token's time runs since then at the latest.
    const auto asked = now_();
    auto issued = ask_();
    return Kept{std::move(issued.text), asked + issued.valid_for / 2, asked + issued.valid_for};
  } catch (const std::exception& failure) {
    log::Warn("the issuer gave this daemon no access token", {{"why", failure.what()}});
    return std::nullopt;
  }
}

void ServiceToken::Work(const std::stop_token& stop) {
  const std::stop_callback wake(stop, [this] {
    MutexLock lock(mutex_);
    changed_.notify_all();
  });
  MutexLock lock(mutex_);
  while (!stop.stop_requested()) {
    if (!kept_ || now_() >= kept_->renew) {
      lock.unlock();
      auto asked = AskOnce();
      lock.lock();
      if (asked) {
        kept_ = std::move(asked);
        changed_.notify_all();
        continue;
      }
    }
    // As often as it is asked for after a failure: cheap, and no time is computed twice.
    if (!stop.stop_requested()) changed_.wait_for(lock.native(), options_.retry_after);
  }
}

}  // namespace erp::auth
