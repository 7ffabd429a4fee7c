// Everything of this service that lies in Redis, joined: three pools to one server. People wait for
// the quick one, which gives up soon; the bus and the live sessions have the patient one, for
// which a slow disk is no reason to begin anew.
#pragma once

#include <string>

#include "common/clock.h"
#include "notification/config.h"
#include "notification/store/connection.h"
#include "notification/store/redis_announcer.h"
#include "notification/store/redis_inbox.h"
#include "notification/store/redis_lives.h"
#include "observe/metrics.h"
#include "redis/pool.h"

namespace erp::notification {

struct Stores {
  Stores(const Config& config, metrics::Registry& registry)
      : url(PatientRedis(config).url),
        prefix(config.redis_key_prefix),
        patient(PatientRedis(config), registry),
        quick(QuickRedis(config), registry),
        probing(ProbingRedis(config), registry),
        inbox(patient, clock, {.prefix = prefix}),
        quick_inbox(quick, clock, {.prefix = prefix}),
        lives(patient, prefix),
        announcer(quick, prefix) {}

  const SystemClock clock{};
  const redis::Url url;
  const std::string prefix;
  redis::Pool patient;
  redis::Pool quick;
  redis::Pool probing;  // readiness
  RedisInbox inbox;
  RedisInbox quick_inbox;
  RedisLives lives;
  RedisAnnouncer announcer;
};

}  // namespace erp::notification
