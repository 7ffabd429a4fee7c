#include "employee/app/jobs/run_lease.h"

#include <exception>
#include <utility>

#include "common/stop.h"
#include "observe/log.h"

namespace erp::employee {

RunLease::RunLease(JobRuns& runs,
                   const Clock& clock,
                   std::string token,
                   const JobRun& run,
                   std::chrono::milliseconds lease,
                   const std::stop_token& outer)
    : runs_(runs),
      clock_(clock),
      token_(std::move(token)),
      job_(run.job),
      on_(run.on),
      lease_(lease),
      passed_on_(outer, [this] { stop_.request_stop(); }),
      thread_([this](const std::stop_token& ended) { Renew(ended); }) {}

bool RunLease::End() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  return lost_;
}

void RunLease::Renew(const std::stop_token& ended) {
  while (SleepUnlessStopped(ended, lease_ / 3)) {
    if (IsHeld()) continue;
    log::Warn("job lost its run", {{"job", job_}, {"on", FormatDate(on_)}});
    lost_ = true;
    stop_.request_stop();
    return;
  }
}

bool RunLease::IsHeld() {
  // The lease counts from before the question, not from its answer.
  const auto asked = std::chrono::steady_clock::now();
  try {
    if (!runs_.Renew(token_, job_, on_, clock_.Now())) return false;
    renewed_ = asked;
    return true;
  } catch (const std::exception& error) {
    log::Warn("job could not renew its run", {{"job", job_}, {"error", error.what()}});
    return std::chrono::steady_clock::now() - renewed_ < lease_;
  }
}

}  // namespace erp::employee
