// Everything that this service keeps in Redis, joined for main().
#pragma once

#include <cstddef>
#include <cstdint>

#include "approval-processing/store/connection.h"
#include "approval-processing/store/outbox_publisher.h"
#include "approval-processing/store/redis_leavers.h"
#include "approval-processing/store/redis_live.h"
#include "approval-processing/store/redis_moves.h"
#include "approval-processing/store/redis_outbox.h"
#include "approval-processing/store/redis_step_states.h"
#include "approval-processing/store/redis_tasks.h"
#include "approval-processing/store/redis_unreadable.h"
#include "observe/health.h"

namespace erp::approval_processing {

struct Stores {
  // `announced` must outlive it.
  Stores(const Config& config, AnnouncedEpoch& announced, metrics::Registry& registry)
      : quick(RedisOptions(config), registry),
        background(BackgroundRedisOptions(config), registry),
        probing(ProbingRedisOptions(config), registry),
        tasks(quick,
              config.tenant,
              announced,
              registry,
              static_cast<std::size_t>(config.outbox_limit)),
        moves(background, config.tenant, announced, static_cast<std::size_t>(config.outbox_limit)),
        events(background,
               config.tenant,
               announced,
               registry,
               static_cast<std::size_t>(config.outbox_limit)),
        live(background, config.tenant, announced, events),
        epoch(background, config.tenant, announced),
        step_states(background, config.tenant, announced),
        outbox(background, config.tenant, registry),
        unreadable(background, config.tenant),
        leavers(background, config.tenant),
        probe(probing, config.redis_durability == "check") {}

  // Of the connections by which anything is decided.
  [[nodiscard]] std::uint64_t Breaks() const { return quick.Breaks() + background.Breaks(); }

  // Required: nothing can be answered without it, nor entrusted to a server that may lose it.
  void Watch(health::Health& health) {
    health.Add("redis", [this] { return probe.Unavailability(); });
  }

  redis::Pool quick;       // somebody waits
  redis::Pool background;  // events, the relay and the reconciliations
  redis::Pool probing;     // readiness
  RedisTaskStore tasks;
  RedisMoves moves;
  RedisTaskStore events;
  RedisLiveTasks live;
  RedisEpoch epoch;
  RedisStepStates step_states;
  RedisOutbox outbox;
  RedisUnreadable unreadable;
  RedisLeavers leavers;
  RedisProbe probe;
};

}  // namespace erp::approval_processing
