#include "approval-request/clients/bus.h"

#include <condition_variable>
#include <memory>
#include <string>
#include <utility>

#include "bus/outbox_sink.h"
#include "common/thread_annotations.h"

namespace erp::approval_request {
namespace {

outbox::Entry EntryOf(Message message, std::string place) {
  return {.id = std::move(message.id),
          .target = std::move(message.target),
          .topic = std::move(message.topic),
          .key = std::move(message.key),
          .type = std::move(message.type),
          .body = std::move(message.body),
          .traceparent = std::move(message.traceparent),
          .time = message.time,
          .place = std::move(place)};
}

// Counts what is on the way; shared with the reports, which may outlive a Deliver that threw.
class Traffic {
 public:
  // False when a report has failed meanwhile.
  bool Begin(std::size_t most) {
    MutexLock lock(mutex_);
    while (on_the_way_ >= most) changed_.wait(lock.native());
    ++on_the_way_;
    return failure_.empty();
  }
  void End(const std::string& failure) {
    {
      const MutexLock lock(mutex_);
      --on_the_way_;
      if (failure_.empty()) failure_ = failure;
    }
    changed_.notify_all();
  }
  // What went wrong first, or "", when nothing is on the way any more.
  std::string Wait() {
    MutexLock lock(mutex_);
    while (on_the_way_ > 0) changed_.wait(lock.native());
    return failure_;
  }

 private:
  Mutex mutex_;
  std::condition_variable changed_;
  std::size_t on_the_way_ ERP_GUARDED_BY(mutex_) = 0;
  std::string failure_ ERP_GUARDED_BY(mutex_);
};

}  // namespace

// The publisher reports every message exactly once and in bounded time, so no wait here needs a
// deadline of its own.
void BusRedelivery::Deliver(const std::vector<Message>& messages) {
  const auto traffic = std::make_shared<Traffic>();
  for (const auto& message : messages) {
    if (!traffic->Begin(kOnTheWay)) {
      traffic->End("");
      break;
    }
    publisher_.Publish(bus::MessageOf(EntryOf(message, ""), kBusSource),
                       [traffic](const std::string& error) { traffic->End(error); });
  }
  if (const auto failure = traffic->Wait(); !failure.empty()) {
    throw Unavailable("notifications sent again: " + failure);
  }
}

void RelayPublisher::Publish(RequestId document, std::vector<Message> messages) {
  std::vector<outbox::Entry> entries;
  entries.reserve(messages.size());
  for (auto& message : messages) entries.push_back(EntryOf(std::move(message), document.str()));
  // Nobody waits for the delivery: the document already holds what is to be delivered.
  relay_.Submit(std::move(entries));
}

std::size_t RelayPublisher::Backlog() const { return relay_.Backlog(); }

}  // namespace erp::approval_request
