// The inboxes in Redis: key layout in keys.h, one Lua script per use so that each is atomic.
// Durable with appendfsync always: a script is answered after the fsync, and what it published
// leaves after it too.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "common/clock.h"
#include "notification/app/ports.h"
#include "notification/store/keys.h"
#include "redis/pool.h"

namespace erp::notification {

struct RedisInboxOptions {
  std::string prefix = "nt";
  std::int64_t length = 1000;  // of an inbox, kept approximately
};

class RedisInbox final : public Inbox {
 public:
  // Both must outlive it.
  RedisInbox(redis::Pool& pool, const Clock& clock, RedisInboxOptions options);
  ~RedisInbox() override;

  Appended Append(const Notification& notification,
                  const std::string& traceparent,
                  const Fence& fence) override;
  Settled Settle(const Settlement& settlement, const Fence& fence) override;
  std::optional<ReadState> MarkRead(EmployeeId user, const Cursor& up_to) override;
  std::optional<ReadState> MarkRead(EmployeeId user,
                                    const std::string& epoch,
                                    const std::vector<std::string>& ids) override;
  Page After(EmployeeId user, const std::optional<Cursor>& cursor, std::int64_t limit) override;
  Page Recent(EmployeeId user, std::int64_t before, std::int64_t limit) override;
  Missing FindMissing(const std::vector<PublishedNotices>& published) override;

 private:
  struct Scripts;

  std::optional<ReadState> Mark(EmployeeId user,
                                const Cursor& up_to,
                                const std::vector<std::string>& ids);
  std::string NameOfStore();

  redis::Pool& pool_;
  const Clock& clock_;
  const RedisInboxOptions options_;
  const InboxKeys keys_;
  const std::unique_ptr<const Scripts> scripts_;
};

}  // namespace erp::notification
