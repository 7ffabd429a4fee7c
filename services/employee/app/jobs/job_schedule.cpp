#include "employee/app/jobs/job_schedule.h"

#include <exception>

#include "common/stop.h"
#include "observe/log.h"

namespace erp::employee {

void JobSchedule::Start() {
  if (!on_) return;
  thread_ = std::jthread([this](const std::stop_token& stop) {
    do {
      Look(stop);
    } while (SleepUnlessStopped(stop, period_));
  });
}

void JobSchedule::Stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void JobSchedule::Look(const std::stop_token& stop) {
  const auto today = clock_.Today();
  for (const auto& name : run_job_.names()) {
    if (stop.stop_requested()) return;
    try {
      const auto run = run_job_.Run(stop, name, today, false, false);
      if (!run) continue;  // done, or another replica's
      log::Info("job done", {{"job", name},
                             {"on", FormatDate(today)},
                             {"state", RunStateName(run->state)},
                             {"changes", run->report.changes},
                             {"failures", run->report.failures}});
    } catch (const std::exception& error) {
      log::Warn("job failed; it is tried again", {{"job", name}, {"error", error.what()}});
    }
  }
}

}  // namespace erp::employee
