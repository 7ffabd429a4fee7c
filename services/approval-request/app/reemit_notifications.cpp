#include "approval-request/app/reemit_notifications.h"

#include <utility>
#include <vector>

#include "approval-request/domain/history.h"

namespace erp::approval_request {
namespace {

// Clocks of replicas differ a little, so that a change may seem to be older than the one before.
constexpr std::chrono::minutes kClockSkew{1};

std::vector<Event> NotificationsBetween(const Audited& audited, Instant from, Instant to) {
  std::vector<Event> notifications = NotificationsOf(audited.document, audited.audit);
  std::erase_if(notifications, [&](const Event& notification) {
    return TimeOf(notification) < from || TimeOf(notification) >= to;
  });
  return notifications;
}

}  // namespace

ReEmitNotifications::Counts ReEmitNotifications::Run(Instant from,
                                                     Instant to,
                                                     const Progress& progress) {
  Counts counts;
  ChangesRequest request{.created_before = to + kClockSkew, .changed_from = from - kClockSkew};
  while (!canceled_) {
    const auto page = documents_.Changed(request);
    std::vector<Message> messages;
    for (const auto& audited : page.documents) {
      try {
        const auto encoded = EncodeAll(encoder_, NotificationsBetween(audited, from, to));
        if (!encoded.empty()) ++counts.documents;
        messages.insert(messages.end(), encoded.begin(), encoded.end());
      } catch (const BrokenTrail&) {
        ++counts.unreadable;
      }
    }
    redelivery_.Deliver(messages);
    counts.notifications += static_cast<std::int64_t>(messages.size());
    if (!page.next) return counts;
    request.after = page.next;
    if (progress && !progress(counts, page.next->created_at)) break;
  }
  throw Unavailable(canceled_ ? "the daemon is stopping" : "another run has taken over");
}

}  // namespace erp::approval_request
