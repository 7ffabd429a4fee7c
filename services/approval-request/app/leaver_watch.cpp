#include "approval-request/app/leaver_watch.h"

#include <exception>

#include "common/stop.h"
#include "common/thread_annotations.h"

namespace erp::approval_request {

LeaverWatch::LeaverWatch(LeaverFeed& feed,
                         Leavers& leavers,
                         HandOver& hand_over,
                         CancelLeaversLeave& leave,
                         LeaverWatchOptions options)
    : feed_(feed), leavers_(leavers), hand_over_(hand_over), leave_(leave), options_(options) {}

LeaverWatch::~LeaverWatch() { Stop(); }

void LeaverWatch::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { Loop(stop); });
}

void LeaverWatch::Stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void LeaverWatch::HandOverNow(EmployeeId person, Deadline deadline) {
  Learn();
  if (!leavers_.Has(person)) return;
  const auto go_on = [deadline] { return !deadline.Expired(); };
  hand_over_.Run({person}, go_on);
  leave_.Run({person}, go_on);
}

void LeaverWatch::Learn() {
  const MutexLock lock(learning_);
  for (bool more = true; more;) {
    const auto page = feed_.List(place_);
    const auto now = std::chrono::steady_clock::now();
    for (const auto person : leavers_.Learn(page.leavers)) lately_.emplace_back(now, person);
    place_ = page.next;
    more = page.more;
  }
}

// Whose documents are to be looked at now.
std::vector<EmployeeId> LeaverWatch::Due(Time now) {
  const MutexLock lock(learning_);
  while (!lately_.empty() && now - lately_.front().first > options_.lately) lately_.pop_front();
  if (now - last_full_ >= options_.full_period) {
    last_full_ = now;
    return leavers_.All();
  }
  std::vector<EmployeeId> due;
  due.reserve(lately_.size());
  for (const auto& [when, person] : lately_) due.push_back(person);
  return due;
}

void LeaverWatch::Loop(const std::stop_token& stop) {
  do {
    try {
      Learn();
    } catch (const std::exception& failure) {
      if (lines_.Allow()) log::Warn("leavers are not known anew", {{"why", failure.what()}});
    }
    try {
      const auto due = Due(std::chrono::steady_clock::now());
      const auto go_on = [&stop] { return !stop.stop_requested(); };
      if (!due.empty()) hand_over_.Run(due, go_on);
      if (!due.empty()) leave_.Run(due, go_on);
    } catch (const std::exception& failure) {
      if (lines_.Allow()) log::Warn("work of leavers waits", {{"why", failure.what()}});
    }
  } while (SleepUnlessStopped(stop, options_.period));
}

}  // namespace erp::approval_request
