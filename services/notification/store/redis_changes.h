// Changes of inboxes over Redis pub/sub: what append.lua and settle.lua publish.
#pragma once

#include <optional>
#include <string>

#include "notification/app/ports.h"
#include "notification/store/keys.h"
#include "observe/metrics.h"
#include "redis/subscriber.h"

namespace erp::notification {

class RedisChanges final : public Changes {
 public:
  // `listener` must stay callable until Stop().
  RedisChanges(redis::Url url, std::string prefix, Listener listener, metrics::Registry& registry);

  void Follow(EmployeeId user) override { subscriber_.Subscribe(keys_.Channel(user)); }
  void Unfollow(EmployeeId user) override { subscriber_.Unsubscribe(keys_.Channel(user)); }

  void Start();
  void Stop() { subscriber_.Stop(); }
  // Why changes are not heard now, or nothing: a readiness probe.
  [[nodiscard]] std::optional<std::string> Unavailability() const;

 private:
  void OnMessage(const std::string& channel, const std::string& message) const;

  const InboxKeys keys_;
  const Listener listener_;
  redis::Subscriber subscriber_;  // last: stops first
};

}  // namespace erp::notification
