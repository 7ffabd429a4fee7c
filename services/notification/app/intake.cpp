#include "notification/app/intake.h"

#include "common/error.h"
#include "common/failpoint.h"
#include "observe/log.h"

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

Intake::Intake(Inbox& inbox, Replays& replays, metrics::Registry& registry)
    : inbox_(inbox),
      replays_(replays),
      added_(StoredCounter(registry, "added")),
      duplicate_(StoredCounter(registry, "duplicate")),
      stored_settled_(StoredCounter(registry, "settled")),
      settled_(SettledCounter(registry, "open")),
      settled_again_(SettledCounter(registry, "already")),
      settled_unknown_(SettledCounter(registry, "unknown")) {}

Appended Intake::Append(const Notification& notification, const std::string& traceparent) {
  const std::string run = replays_.run();
  const auto appended = inbox_.Append(notification, traceparent, {run, false});
  if (appended.what != Stored::kNoInbox) return appended;
  // Either the person's first notification ever, or the store has just been emptied: then what
  // came before this one has to come back before it.
  replays_.Demand();
  return inbox_.Append(notification, traceparent, {run, true});
}

void Intake::Deliver(const Notification& notification, const std::string& traceparent) {
  switch (Append(notification, traceparent).what) {
    case Stored::kAdded:
      added_.Add();
      log::Info("notification stored", {{"user_id", notification.user.value()},
                                        {"request_id", TextOf(notification.approval)},
                                        {"type", notification.type},
                                        {"status", notification.status},
                                        {"event_id", notification.id}});
      break;
    case Stored::kDuplicate:
      duplicate_.Add();
      break;
    case Stored::kSettled:
      stored_settled_.Add();
      break;
    case Stored::kForeignRun:
    case Stored::kNoInbox:
      replays_.Suspect();
      throw Unavailable("the store may have lost something; the topic is read again first");
  }
  failpoint::Crash("inbox.stored");
}

Settled Intake::SettleOnce(const Settlement& settlement) {
  const std::string run = replays_.run();
  const auto settled = inbox_.Settle(settlement, {run, false});
  if (settled != Settled::kNotThere) return settled;
  // Either it came before its notification, or the store has just been emptied: then the
  // notification has to come back as it came, or open sessions would not hear of it.
  replays_.Demand();
  return inbox_.Settle(settlement, {run, true});
}

void Intake::Settle(const Settlement& settlement) {
  switch (SettleOnce(settlement)) {
    case Settled::kOpen:
      settled_.Add();
      break;
    case Settled::kAlready:
      settled_again_.Add();
      break;
    case Settled::kUnknown:
      settled_unknown_.Add();
      break;
    case Settled::kForeignRun:
    case Settled::kNotThere:
      replays_.Suspect();
      throw Unavailable("the store may have lost something; the topic is read again first");
  }
}

}  // namespace erp::notification
