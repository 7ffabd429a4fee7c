// The inboxes, wrong on purpose.
//   inbox.broadcast   what comes for one person is put into the next person's inbox too
//   inbox.skip-dedup  forgets that a notification has come before: a repeat is another entry
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "notification/app/ports.h"
#include "notification/config.h"
#include "notification/store/keys.h"
#include "observe/metrics.h"
#include "redis/pool.h"

namespace erp::notification {

// Thread-safe. The inbox must outlive it.
class FaultyInbox final : public Inbox {
 public:
  FaultyInbox(const Config& config, Inbox& inbox);

  Appended Append(const Notification& notification,
                  const std::string& traceparent,
                  const Fence& fence) override;

  Settled Settle(const Settlement& settlement, const Fence& fence) override {
    return inbox_.Settle(settlement, fence);
  }
  std::optional<ReadState> MarkRead(EmployeeId user, const Cursor& up_to) override {
    return inbox_.MarkRead(user, up_to);
  }
  std::optional<ReadState> MarkRead(EmployeeId user,
                                    const std::string& epoch,
                                    const std::vector<std::string>& ids) override {
    return inbox_.MarkRead(user, epoch, ids);
  }
  Page After(EmployeeId user, const std::optional<Cursor>& cursor, std::int64_t limit) override {
    return inbox_.After(user, cursor, limit);
  }
  Page Recent(EmployeeId user, std::int64_t before, std::int64_t limit) override {
    return inbox_.Recent(user, before, limit);
  }
  Missing FindMissing(const std::vector<PublishedNotices>& published) override {
    return inbox_.FindMissing(published);
  }

 private:
  metrics::Registry registry_;
  redis::Pool pool_;
  const InboxKeys keys_;
  Inbox& inbox_;
};

}  // namespace erp::notification
