#include "approval-request/app/reemit_jobs.h"

#include <utility>

#include "common/error.h"
#include "common/id.h"
#include "common/thread_annotations.h"

namespace erp::approval_request {

using State = ReEmitJob::State;

namespace {

Error Running(const std::string& job) {
  return {ErrorCode::kConflict,
          "job-running",
          "Notifications are being sent again already; see jobId.",
          {},
          {{"jobId", job}}};
}

}  // namespace

Result<ReEmitJob> ReEmitJobs::Start(Instant from, Instant to) {
  const MutexLock lock(mutex_);
  if (stopped_) throw Unavailable("the daemon is stopping");
  if (!current_.empty()) return Running(current_);
  const Instant now = clock_.Now();
  const ReEmitJob job{.id = NewUuid(), .from = from, .to = to, .started = now, .changed = now};
  if (const auto running = store_.Begin(job)) return Running(running->id);
  current_ = job.id;
  // Waits for the thread of the job before, which has nothing left to do.
  thread_ = std::jthread([this, job] { Run(job); });
  return job;
}

Result<ReEmitJob> ReEmitJobs::Find(const std::string& id) {
  auto job = store_.Find(id);
  if (!job) return Error{ErrorCode::kNotFound, "job-not-found", "There is no such job."};
  const bool silent = clock_.Now() - job->changed > ReEmitJobStore::kLease;
  if (job->state == State::kRunning && silent) job->state = State::kInterrupted;
  return *std::move(job);
}

void ReEmitJobs::Stop() {
  std::jthread last;
  {
    const MutexLock lock(mutex_);
    stopped_ = true;
    reemit_.Cancel();
    last.swap(thread_);
  }
}

void ReEmitJobs::Run(ReEmitJob job) {
  try {
    job.counts = reemit_.Run(job.from, job.to, [&](const auto& counts, Instant until) {
      job.counts = counts;
      job.changed_until = until;
      job.changed = clock_.Now();
      return store_.Note(job);
    });
    job.state = State::kDone;
  } catch (const std::exception& failure) {
    job.state = stopped_ ? State::kInterrupted : State::kFailed;
    job.unavailability = failure.what();
  }
  {
    const MutexLock lock(mutex_);
    current_.clear();
  }
  Note(job);
}

// What cannot be noted shows as interrupted once its lease has ended.
void ReEmitJobs::Note(const ReEmitJob& job) {
  ReEmitJob last = job;
  last.changed = clock_.Now();
  try {
    store_.Note(last);
  } catch (const Unavailable&) {
  }
}

}  // namespace erp::approval_request
