// Keeps the list of those who have left the company, who decide nothing any more. The list lies
// with the tasks, so that the same script that decides looks at it; employee is asked for what is
// new in it, and nothing waits for that.
#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "common/id.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace erp::approval_processing {

struct LeaversPage {
  std::vector<EmployeeId> people = {};
  std::string next = {};  // where a later look begins
  bool more = false;      // something follows already
};

// employee. Thread-safe; blocks within a deadline of its own and throws Unavailable.
class LeaverSource {
 public:
  virtual ~LeaverSource() = default;
  // `after` is the `next` of an earlier page, "" for the beginning.
  virtual LeaversPage List(const std::string& after) = 0;
};

// Where the list is kept. Thread-safe; blocks on the store and throws Unavailable.
class LeaverStore {
 public:
  virtual ~LeaverStore() = default;
  virtual void Add(const std::vector<EmployeeId>& people) = 0;
  virtual std::size_t Count() = 0;
};

// A thread of its own looks once a `period`, from Start() to Stop(). While employee is away the
// list stays as it was. The ports must outlive it.
class LeaverWatch {
 public:
  static constexpr std::chrono::milliseconds kPeriod{1000};

  LeaverWatch(LeaverSource& source,
              LeaverStore& store,
              metrics::Registry& registry,
              std::chrono::milliseconds period = kPeriod);
  ~LeaverWatch();
  LeaverWatch(const LeaverWatch&) = delete;
  LeaverWatch& operator=(const LeaverWatch&) = delete;

  void Start();
  void Stop();

  // One look, on the caller's thread; not while started. Throws Unavailable.
  void Look();

 private:
  void Loop(const std::stop_token& stop);

  LeaverSource& source_;
  LeaverStore& store_;
  const std::chrono::milliseconds period_;
  const metrics::Gauge known_count_;
  const metrics::Counter failed_;
  log::Throttle lines_{std::chrono::seconds(10)};
  std::string place_;                     // the watch's thread only
  std::unordered_set<EmployeeId> known_;  // likewise
  std::jthread thread_;                   // last: stops first
};

}  // namespace erp::approval_processing
