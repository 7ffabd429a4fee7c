#include "mysql/pool.h"

#include <condition_variable>
#include <thread>
#include <vector>

#include "common/error.h"
#include "common/failpoint.h"
#include "common/retry.h"
#include "common/thread_annotations.h"
#include "mysql/errors.h"
#include "observe/log.h"

namespace erp::mysql {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr int kMaxTries = 4;
constexpr std::chrono::milliseconds kFirstPause{5};
constexpr std::chrono::milliseconds kLongestPause{100};

struct Idle {
  std::unique_ptr<Session> session;
  SteadyTime since;
};

}  // namespace

struct Pool::Impl {
  const PoolOptions options;
  metrics::Gauge in_use;
  metrics::Histogram wait_seconds;
  metrics::Counter waits;
  metrics::Counter timeouts;
  metrics::Counter connects;
  metrics::Counter lost;
  metrics::Counter retried_contention;
  metrics::Counter retried_lost;

  Mutex mutex;
  std::condition_variable freed;
  std::vector<Idle> idle ERP_GUARDED_BY(mutex);      // the most recently used last
  std::size_t open ERP_GUARDED_BY(mutex) = 0;        // idle and lent
  SteadyTime suspect_since ERP_GUARDED_BY(mutex){};  // older idle ones are pinged before use

  Impl(PoolOptions pool_options, metrics::Registry& registry)
      : options(std::move(pool_options)),
        in_use(registry.GetGauge("mysql_pool_in_use", "Connections lent now.")),
        wait_seconds(
            registry.GetHistogram("mysql_pool_wait_seconds", "Time until a connection was lent.")),
        waits(registry.GetCounter("mysql_pool_waits_total", "Times all connections were lent.")),
        timeouts(registry.GetCounter("mysql_pool_timeouts_total",
                                     "Times no connection came free in time.")),
        connects(registry.GetCounter("mysql_connects_total", "Connections made.")),
        lost(registry.GetCounter("mysql_connections_lost_total", "Connections found dead.")),
        retried_contention(Retried(registry, "contention")),
        retried_lost(Retried(registry, "connection-lost")) {
    registry.GetGauge("mysql_pool_size", "Connections there may be at most.")
        .Set(static_cast<double>(options.connections));
  }

  static metrics::Counter Retried(metrics::Registry& registry, const std::string& reason) {
    return registry.GetCounter("mysql_transaction_retries_total",
                               "Transactions run again from the start.", {{"reason", reason}});
  }

  // An idle connection, or nothing with the right to open one.
  Idle TakeSlot(bool& check) {
    const auto started = std::chrono::steady_clock::now();
    MutexLock lock(mutex);
    const auto ready = [this] {
      mutex.AssertHeld();
      return !idle.empty() || open < options.connections;
    };
    if (!ready()) {
      waits.Add();
      if (!freed.wait_until(lock.native(), started + options.acquire_timeout, ready)) {
        timeouts.Add();
        throw Unavailable("no database connection came free in time");
      }
    }
    const auto now = std::chrono::steady_clock::now();
    wait_seconds.Observe(std::chrono::duration<double>(now - started).count());
    if (idle.empty()) {
      ++open;
      return {};
    }
    Idle taken = std::move(idle.back());
    idle.pop_back();
    check = taken.since <= suspect_since || now - taken.since > options.idle_check;
    return taken;
  }

  std::unique_ptr<Session> Connect() {
    auto session = std::make_unique<Session>(options.connect);
    connects.Add();
    return session;
  }

  void Forget() {
    {
      const MutexLock lock(mutex);
      --open;
    }
    freed.notify_one();
  }
};

Lease::Lease(Pool& pool, std::unique_ptr<Session> session)
    : pool_(&pool), session_(std::move(session)) {}

Lease::Lease(Lease&& other) noexcept = default;

Lease::~Lease() {
  if (session_) pool_->GiveBack(std::move(session_));
}

Pool::Pool(PoolOptions options, metrics::Registry& registry)
    : impl_(std::make_unique<Impl>(std::move(options), registry)) {}

Pool::~Pool() = default;

Lease Pool::Acquire() {
  bool check = false;
  Idle slot = impl_->TakeSlot(check);
  try {
    if (slot.session && check && !slot.session->Ping()) {
      impl_->lost.Add();
      slot.session.reset();
    }
    if (!slot.session) slot.session = impl_->Connect();
  } catch (...) {
    impl_->Forget();
    throw;
  }
  impl_->in_use.Add(1);
  return {*this, std::move(slot.session)};
}

void Pool::GiveBack(std::unique_ptr<Session> session) {
  impl_->in_use.Add(-1);
  const auto now = std::chrono::steady_clock::now();
  if (session->usable() && session->in_transaction()) {
    try {
      session->RollBack();
    } catch (const std::exception& error) {
      log::Warn("mysql: cannot roll back, closing the connection", {{"error", error.what()}});
      session.reset();
    }
  }
  if (session && session->usable()) {
    {
      const MutexLock lock(impl_->mutex);
      impl_->idle.push_back({std::move(session), now});
    }
    impl_->freed.notify_one();
    return;
  }
  session.reset();
  impl_->lost.Add();
  {
    // What ended this one (a restart, a cut network) probably ended the idle ones too.
    const MutexLock lock(impl_->mutex);
    impl_->suspect_since = now;
  }
  impl_->Forget();
}

Rows Pool::Query(std::string_view sql, const Values& values) {
  const auto second_try_until = Deadline::After(impl_->options.acquire_timeout);
  try {
    return Acquire()->Query(sql, values);
  } catch (const ConnectionLost&) {
    if (second_try_until.Expired()) throw;
  }
  return Acquire()->Query(sql, values);
}

void Pool::Run(const Attempt& body, LostCommit lost_commit) {
  const auto deadline = Deadline::After(impl_->options.transaction_budget);
  Backoff backoff(kFirstPause, kLongestPause);
  for (int tries = 1; !RunOnce(body, lost_commit, tries == kMaxTries || deadline.Expired());
       ++tries) {
    std::this_thread::sleep_for(backoff.Next());
  }
}

// True when committed or refused, false when it is worth another try; `last` allows none.
bool Pool::RunOnce(const Attempt& body, LostCommit lost_commit, bool last) {
  Lease lease = Acquire();
  bool committing = false;
  try {
    lease->Begin();
    if (!body(*lease)) {
      lease->RollBack();
      return true;
    }
    committing = true;
    failpoint::Crash("mysql.committing");
    lease->Commit();
    failpoint::Crash("mysql.committed");
    return true;
  } catch (const Contention&) {
    if (last) throw;
    impl_->retried_contention.Add();
  } catch (const ConnectionLost& error) {
    if (committing && lost_commit == LostCommit::kReport) {
      throw Unavailable(std::string("the outcome of a commit is unknown: ") + error.what());
    }
    if (last) throw;
    impl_->retried_lost.Add();
  }
  return false;
}

}  // namespace erp::mysql
