// Learns from employee who has left, and sees to it that what waits for them goes on.
#pragma once

#include <chrono>
#include <deque>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "approval-request/app/hand_over.h"
#include "approval-request/app/leavers.h"
#include "approval-request/app/leavers_leave.h"
#include "common/clock.h"
#include "common/thread_annotations.h"
#include "observe/log.h"

namespace erp::approval_request {

struct LeaversPage {
  std::vector<Leaver> leavers = {};
  std::string next = {};  // where a later look begins
  bool more = false;      // something follows already
};

// employee. Thread-safe; blocks within a deadline of its own and throws Unavailable.
class LeaverFeed {
 public:
  virtual ~LeaverFeed() = default;
  // `after` is the `next` of an earlier page, "" for the beginning.
  virtual LeaversPage List(const std::string& after) = 0;
};

struct LeaverWatchOptions {
  std::chrono::milliseconds period{1000};
  // People who left lately are looked at in each period: a step may have opened for them before
  // this replica or another one knew.
  std::chrono::milliseconds lately{20000};
  std::chrono::milliseconds full_period{30000};  // between looks at everybody who has left
};

// A thread of its own from Start() to Stop(). While employee is away what was known last stands.
class LeaverWatch {
 public:
  LeaverWatch(LeaverFeed& feed,
              Leavers& leavers,
              HandOver& hand_over,
              CancelLeaversLeave& leave,
              LeaverWatchOptions options = {});
  ~LeaverWatch();
  LeaverWatch(const LeaverWatch&) = delete;
  LeaverWatch& operator=(const LeaverWatch&) = delete;

  void Start();
  // Blocks until the present document is done.
  void Stop();

  // Hands over what waits for this person, and cancels their leave to come, before it returns, if
  // employee says that they have left; ends early at `deadline`, and the watch goes on.
  // Thread-safe; blocks on employee, the documents and the arbiter, and throws Unavailable when one
  // of them is away.
  void HandOverNow(EmployeeId person, Deadline deadline);

 private:
  using Time = std::chrono::steady_clock::time_point;

  void Loop(const std::stop_token& stop);
  void Learn();
  std::vector<EmployeeId> Due(Time now);

  LeaverFeed& feed_;
  Leavers& leavers_;
  HandOver& hand_over_;
  CancelLeaversLeave& leave_;
  const LeaverWatchOptions options_;
  log::Throttle lines_{std::chrono::seconds(10)};
  Mutex learning_;
  std::string place_ ERP_GUARDED_BY(learning_);
  std::deque<std::pair<Time, EmployeeId>> lately_ ERP_GUARDED_BY(learning_);
  Time last_full_;       // of the watch's thread only
  std::jthread thread_;  // last: stops first
};

}  // namespace erp::approval_request
