// outbox::Source on the stream that decide.lua appends to.
//
// Messages left behind are lent by a lease of their own (claim.lua) rather than through a
// consumer group: a group would cost one more durable write for every message, also for the
// great many that the fast path delivers within milliseconds, and its XREADGROUP cannot leave
// young messages alone. So the stream is only read for what is old, and a message that was
// delivered costs one XDEL, in batches.
#pragma once

#include <string>
#include <vector>

#include "approval-processing/app/ports.h"
#include "approval-processing/store/keys.h"
#include "observe/metrics.h"
#include "outbox/ports.h"
#include "redis/pool.h"
#include "redis/script.h"

namespace erp::approval_processing {

inline constexpr const char* kBusTarget = "bus";

// A stored message as the relay takes it.
outbox::Entry ToEntry(const ResultMessage& message);

// Thread-safe. The pool must outlive it.
class RedisOutbox final : public outbox::Source {
 public:
  RedisOutbox(redis::Pool& pool, const std::string& tenant, metrics::Registry& registry);

  // An entry that cannot be read is set aside (redis_unreadable.h) and counted: it holds up
  // neither the others nor a rebuild, which waits until the stream is empty.
  std::vector<outbox::Entry> ClaimAbandoned(std::size_t limit) override;
  void MarkDone(const std::vector<outbox::Entry>& entries) override;
  Backlog Measure() override;

 private:
  void SetAside(const std::string& place, const std::string& why);

  redis::Pool& pool_;
  const Keys keys_;
  const redis::Script claim_;
  const redis::Script done_;
  const redis::Script unreadable_;
  const metrics::Counter set_aside_;
};

}  // namespace erp::approval_processing
