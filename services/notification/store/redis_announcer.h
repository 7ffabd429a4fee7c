// Says something on the channel that every process hears.
#pragma once

#include <string>
#include <utility>

#include "notification/app/ports.h"
#include "notification/store/keys.h"
#include "notification/store/stored_body.h"
#include "redis/pool.h"

namespace erp::notification {

class RedisAnnouncer final : public Announcer {
 public:
  // `pool` must outlive it.
  RedisAnnouncer(redis::Pool& pool, std::string prefix)
      : pool_(pool), channel_(InboxKeys(std::move(prefix)).Everybody()) {}

  void Announce(const Notification& announcement) override {
    pool_.Run({"PUBLISH", channel_, EncodeBody(announcement)});
  }

 private:
  redis::Pool& pool_;
  const std::string channel_;
};

}  // namespace erp::notification
