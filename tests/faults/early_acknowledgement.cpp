#include "faults/early_acknowledgement.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

#include "common/stop.h"
#include "faults/hit.h"
#include "observe/log.h"
#include "observe/trace.h"

namespace erp::faults {
namespace {

using std::chrono::steady_clock;

// So late is a message handled that was acknowledged: long enough that a crash always finds some.
constexpr std::chrono::milliseconds kLate{300};

class Backlog {
 public:
  explicit Backlog(bus::Handler handler)
      : handler_(std::move(handler)),
        thread_([this](const std::stop_token& stop) { HandleAll(stop); }) {}

  void Add(const bus::Message& message) {
    const std::lock_guard lock(mutex_);
    messages_.push_back({message, trace::CurrentTraceparent(), steady_clock::now() + kLate});
    added_.notify_one();
  }

 private:
  struct Waiting {
    bus::Message message;
    std::string traceparent;
    steady_clock::time_point due;
  };

  void HandleAll(const std::stop_token& stop) {
    while (true) {
      Waiting next;
      {
        std::unique_lock lock(mutex_);
        if (!added_.wait(lock, stop, [this] { return !messages_.empty(); })) return;
        next = std::move(messages_.front());
        messages_.pop_front();
      }
      const auto early =
          std::chrono::ceil<std::chrono::milliseconds>(next.due - steady_clock::now());
      if (early.count() > 0) SleepUnlessStopped(stop, early);
      while (!stop.stop_requested() && !Handled(next)) {
        SleepUnlessStopped(stop, std::chrono::milliseconds(50));
      }
      if (stop.stop_requested()) return;
    }
  }

  bool Handled(const Waiting& waiting) {
    const trace::Scope scope(trace::FromHeader(waiting.traceparent));
    try {
      if (auto done = handler_(waiting.message); !done) {
        log::Warn("a message is refused that was acknowledged", {{"code", done.error().slug}});
      }
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }

  const bus::Handler handler_;
  std::mutex mutex_;
  std::condition_variable_any added_;
  std::deque<Waiting> messages_;  // guarded by mutex_
  std::jthread thread_;           // last: stops first
};

}  // namespace

bus::Handler AcknowledgeEarly(bus::Handler handler) {
  if (!Hit("consumer.commit-first")) return handler;
  return [backlog = std::make_shared<Backlog>(std::move(handler))](
             const bus::Message& message) -> Result<void> {
    backlog->Add(message);
    return {};
  };
}

}  // namespace erp::faults
