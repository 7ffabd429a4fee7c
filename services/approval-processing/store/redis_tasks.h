// TaskStore on Redis: one Lua script for each method (store/scripts), keys as in keys.h.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "approval-processing/app/ports.h"
#include "approval-processing/store/keys.h"
#include "observe/metrics.h"
#include "redis/pool.h"
#include "redis/script.h"

namespace erp::approval_processing {

// Thread-safe. Each method is one round trip and blocks for it, at most for the pool's
// time-outs; throws Unavailable when Redis is away. The pool must outlive it.
class RedisTaskStore final : public TaskStore {
 public:
  // Nothing is decided while `outbox_limit` messages wait for delivery. `epoch` must outlive it.
  RedisTaskStore(redis::Pool& pool,
                 const std::string& tenant,
                 AnnouncedEpoch& epoch,
                 metrics::Registry& registry,
                 std::size_t outbox_limit = 20000);

  OpenOutcome Open(const OpenedStep& opened) override;
  // Open for each, in one round trip and one fsync.
  std::vector<OpenOutcome> OpenAll(const std::vector<OpenedStep>& steps);
  CloseOutcome Close(const ClosedRound& closed) override;
  Verdict Decide(const DecisionCommand& command, const std::string& digest) override;
  Verdict Recall(const RecallCommand& command, const std::string& digest) override;
  QueuePage List(EmployeeId approver,
                 int limit,
                 const std::optional<QueuePosition>& after) override;

 private:
  [[nodiscard]] redis::Script::Call OpenCall(const OpenedStep& opened) const;
  [[nodiscard]] OpenOutcome ReadOpened(const redis::Reply& reply) const;

  redis::Pool& pool_;
  const Keys keys_;
  AnnouncedEpoch& epoch_;
  const std::string outbox_limit_;
  const redis::Script open_;
  const redis::Script close_;
  const redis::Script decide_;
  const redis::Script recall_;
  const redis::Script queue_;
  const metrics::Counter opened_;
  const metrics::Counter closed_;
  const metrics::Counter stale_;
};

}  // namespace erp::approval_processing
