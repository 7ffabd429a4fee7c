// Everything of this service that lies in Redis, joined: three pools to one server. People wait for
// the interactive one, which gives up soon; the bus and the live sessions have the background one,
// for which a slow disk is no reason to begin anew.
#pragma once

#include <string>

#include "common/clock.h"
#include "notification/config.h"
#include "notification/store/connection.h"
#include "notification/store/redis_announcer.h"
#include "notification/store/redis_inbox.h"
#include "notification/store/redis_store_runs.h"
#include "observe/metrics.h"
#include "redis/pool.h"

namespace erp::notification {

struct Stores {
  Stores(const Config& config, metrics::Registry& registry)
      : url(BackgroundRedis(config).url),
        prefix(config.redis_key_prefix),
        background(BackgroundRedis(config), registry),
        interactive(InteractiveRedis(config), registry),
        probing(ProbingRedis(config), registry),
        inbox(background, clock, {.prefix = prefix}),
        interactive_inbox(interactive, clock, {.prefix = prefix}),
        runs(background, prefix),
        announcer(interactive, prefix) {}

  const SystemClock clock{};
  const redis::Url url;
  const std::string prefix;
  redis::Pool background;
  redis::Pool interactive;
  redis::Pool probing;  // readiness
  RedisInbox inbox;
  RedisInbox interactive_inbox;
  RedisStoreRuns runs;
  RedisAnnouncer announcer;
};

}  // namespace erp::notification
