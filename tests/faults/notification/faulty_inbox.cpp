#include "faults/notification/faulty_inbox.h"

#include "faults/hit.h"
#include "notification/store/connection.h"

namespace erp::notification {
namespace {

constexpr std::size_t kSeen = 2;  // in the order of InboxKeys::All

}  // namespace

FaultyInbox::FaultyInbox(const Config& config, Inbox& inbox)
    : pool_(BackgroundRedis(config), registry_), keys_(config.redis_key_prefix), inbox_(inbox) {}

Appended FaultyInbox::Append(const Notification& notification,
                             const std::string& traceparent,
                             const Fence& fence) {
  if (faults::Hit("inbox.skip-dedup")) {
    pool_.Run({"ZREM", keys_.All(notification.user).at(kSeen), notification.id});
  }
  const auto appended = inbox_.Append(notification, traceparent, fence);
  const bool done = appended.what != Stored::kForeignRun && appended.what != Stored::kNoInbox;
  if (done && faults::Hit("inbox.broadcast")) {
    Notification leaked = notification;
    leaked.user = EmployeeId(notification.user.value() + 1);
    inbox_.Append(leaked, traceparent, {});
  }
  return appended;
}

}  // namespace erp::notification
