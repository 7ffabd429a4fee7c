#include "notification/app/inbox_service.h"

namespace erp::notification {
namespace {

metrics::Counter StoredCounter(metrics::Registry& registry, const std::string& result) {
  return registry.GetCounter("notifications_stored_total",
                             "Notifications asked for, by what became of them",
                             {{"result", result}});
}

metrics::Counter SettledCounter(metrics::Registry& registry, const std::string& result) {
  return registry.GetCounter("notifications_settled_total",
                             "Settlements that came in, by what they met", {{"result", result}});
}

}  // namespace

InboxService::InboxService(Inbox& inbox, metrics::Registry& registry)
    : inbox_(inbox),
      added_(StoredCounter(registry, "added")),
      duplicate_(StoredCounter(registry, "duplicate")),
      stored_settled_(StoredCounter(registry, "settled")),
      settled_(SettledCounter(registry, "open")),
      settled_again_(SettledCounter(registry, "already")),
      settled_unknown_(SettledCounter(registry, "unknown")) {}

void InboxService::Deliver(const Notification& notification, const std::string& traceparent) {
  switch (inbox_.Append(notification, traceparent)) {
    case Stored::kAdded:
      added_.Add();
      break;
    case Stored::kDuplicate:
      duplicate_.Add();
      break;
    case Stored::kSettled:
      stored_settled_.Add();
      break;
  }
}

void InboxService::Settle(const Settlement& settlement) {
  switch (inbox_.Settle(settlement)) {
    case Settled::kOpen:
      settled_.Add();
      break;
    case Settled::kAlready:
      settled_again_.Add();
      break;
    case Settled::kUnknown:
      settled_unknown_.Add();
      break;
  }
}

std::int64_t InboxService::MarkRead(EmployeeId user, std::int64_t up_to) {
  return inbox_.MarkRead(user, up_to);
}

std::int64_t InboxService::Unread(EmployeeId user) { return inbox_.Unread(user); }

Page InboxService::After(EmployeeId user, const Cursor& cursor, std::int64_t limit) {
  return inbox_.After(user, cursor, limit);
}

Page InboxService::Recent(EmployeeId user, std::int64_t before, std::int64_t limit) {
  return inbox_.Recent(user, before, limit);
}

}  // namespace erp::notification
