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

// So late is a record handled that was acknowledged: long enough that a crash always finds some.
constexpr std::chrono::milliseconds kLate{300};

class Backlog {
 public:
  explicit Backlog(kafka::RecordHandler handler)
      : handler_(std::move(handler)),
        thread_([this](const std::stop_token& stop) { HandleAll(stop); }) {}

  void Add(const kafka::Record& record) {
    const std::lock_guard lock(mutex_);
    records_.push_back({record, trace::CurrentTraceparent(), steady_clock::now() + kLate});
    added_.notify_one();
  }

 private:
  struct Waiting {
    kafka::Record record;
    std::string traceparent;
    steady_clock::time_point due;
  };

  void HandleAll(const std::stop_token& stop) {
    while (true) {
      Waiting next;
      {
        std::unique_lock lock(mutex_);
        if (!added_.wait(lock, stop, [this] { return !records_.empty(); })) return;
        next = std::move(records_.front());
        records_.pop_front();
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
      if (auto done = handler_(waiting.record); !done) {
        log::Warn("a record is refused that was acknowledged", {{"code", done.error().slug}});
      }
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }

  const kafka::RecordHandler handler_;
  std::mutex mutex_;
  std::condition_variable_any added_;
  std::deque<Waiting> records_;  // guarded by mutex_
  std::jthread thread_;          // last: stops first
};

}  // namespace

kafka::RecordHandler AcknowledgeEarly(kafka::RecordHandler handler) {
  if (!Hit("consumer.commit-first")) return handler;
  return [backlog = std::make_shared<Backlog>(std::move(handler))](
             const kafka::Record& record) -> Result<void> {
    backlog->Add(record);
    return {};
  };
}

}  // namespace erp::faults
