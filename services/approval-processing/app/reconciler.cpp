#include "approval-processing/app/reconciler.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "approval-processing/app/epoch_watch.h"
#include "approval-processing/app/page_rest.h"
#include "common/failpoint.h"
#include "common/id.h"
#include "common/stop.h"
#include "common/thread_annotations.h"

namespace erp::approval_processing {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kLook{200};       // at the epoch
constexpr milliseconds kStillThere{30};  // while something is waited for
constexpr milliseconds kStoppedRest{5000};
// From the announcement of an epoch until everybody has noticed: a little more, since clocks of
// different machines do not run equally fast.
constexpr milliseconds kUnsure = EpochWatch::kSure + EpochWatch::kSure / 10;
// A published result that was not applied is republished only after this.
constexpr milliseconds kTimeout{60000};

}  // namespace

Reconciler::Reconciler(const ReconcilerPorts& ports,
                       ReconcilerOptions options,
                       metrics::Registry& registry)
    : epoch_(ports.epoch),
      here_(ports.here),
      there_(ports.there),
      epochs_(ports.epochs),
      announced_(ports.announced),
      options_(options),
      reconciliation_(ports.here, ports.there, registry),
      rebuilds_(registry.GetCounter(
          "rebuilds_total", "Full reconciliations after the store may have lost something")),
      rebuilding_(registry.GetGauge("rebuilding", "1 while nothing is decided for that reason")),
      aside_(registry.GetGauge("documents_set_aside",
                               "Documents about which nothing is decided until an earlier result "
                               "arrives or an operator has looked at them")),
      stopped_(
          registry.GetGauge("comparison_stopped_documents",
                            "Documents that the last reconciliation of this replica would have "
                            "closed or forgotten, too many to be believed")),
      ahead_(registry.GetGauge("documents_ahead",
                               "Documents that are further on here than at approval-request, as "
                               "the last reconciliation of this replica saw it")),
      next_turn_(steady_clock::now() + options.period) {}

Reconciler::~Reconciler() { Stop(); }

void Reconciler::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { Loop(stop); });
}

void Reconciler::Stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Reconciler::Watch(health::Health& health) const {
  health.Add("first-comparison", [this] { return NeverCompared(); });
  health.AddDegrading("comparison", [this] { return Unavailability(); });
  health.AddDegrading("differences", [this] { return Notice(); });
  health.AddDegrading("set-aside", [this] { return SetAside(); });
}

std::optional<std::string> Reconciler::Notice() const {
  const MutexLock lock(mutex_);
  return look_.notice.empty() ? std::nullopt : std::optional(look_.notice);
}

std::optional<std::string> Reconciler::SetAside() const {
  const MutexLock lock(mutex_);
  if (look_.aside == 0) return std::nullopt;
  return std::to_string(look_.aside) + " documents are set aside; see GET /internal/set-aside";
}

std::optional<std::string> Reconciler::Unavailability() const {
  const MutexLock lock(mutex_);
  return unavailability_.empty() ? std::nullopt : std::optional(unavailability_);
}

std::optional<std::string> Reconciler::NeverCompared() const {
  return compared_once_.load() ? std::nullopt : Unavailability();
}

void Reconciler::Note(std::string unavailability) {
  rebuilding_.Set(unavailability.empty() ? 0 : 1);
  if (unavailability.empty()) compared_once_.store(true);
  const MutexLock lock(mutex_);
  unavailability_ = std::move(unavailability);
}

void Reconciler::Loop(const std::stop_token& stop) {
  do {
    try {
      const auto look = epoch_.LookAt();
      aside_.Set(static_cast<double>(look.aside));
      {
        const MutexLock lock(mutex_);
        look_ = look;
      }
      if (!look.compared) {
        Rebuild(stop);
        continue;
      }
      Note("");
      if (steady_clock::now() >= next_turn_) Compare(stop);
    } catch (const std::exception& failure) {
      // Whatever is away, the next look starts again; nothing is decided until a rebuild ended.
      if (!compared_once_.load()) Note(failure.what());
      if (unavailability_lines_.Allow()) log::Warn("reconciler", {{"why", failure.what()}});
    }
  } while (SleepUnlessStopped(stop, kLook));
}

void Reconciler::Rebuild(const std::stop_token& stop) {
  const std::string token = NewUuid();
  if (!epoch_.Hold(token)) return Note("rebuilding: by another replica");
  try {
    // Another replica may have ended a rebuild whose epoch is not known here yet.
    announced_.Refresh();
    const auto run = epoch_.Begin(token);
    if (!run) return epoch_.Release(token);
    const auto started = steady_clock::now();
    log::Warn("rebuild begins: the store was wiped, restarted or failed over", {{"run", *run}});
    const auto epoch = BeginEpoch(stop, token);
    if (!epoch) return epoch_.Release(token);
    Note("rebuilding: comparing");
    const ReconciliationOptions compare{
        .confirmed = [this](std::size_t many) { return epoch_.TakeConfirmed() >= many; }};
    const auto repairs =
        reconciliation_.Run(compare, [&] { return !stop.stop_requested() && epoch_.Hold(token); });
    if (!repairs) return epoch_.Release(token);
    Report(*repairs);
    // From the beginning: by then the other side may be right again.
    if (repairs->stopped > 0) {
      AwaitConfirmation(stop, token, *repairs);
      return epoch_.Release(token);
    }
    if (!epoch_.Finish(token, *run, *epoch)) return epoch_.Release(token);
    rebuilds_.Add();
    Note("");
    const std::chrono::duration<double> seconds = steady_clock::now() - started;
    log::Info("rebuild ended", {{"run", *run},
                                {"seconds", seconds.count()},
                                {"seen", repairs->seen},
                                {"opened", repairs->opened},
                                {"republished", repairs->republished},
                                {"closed", repairs->closed},
                                {"forgotten", repairs->forgotten}});
  } catch (const std::exception& failure) {
    Note(std::string("rebuilding: ") + failure.what());
    epoch_.Release(token);
    throw;
  }
}

// What was acknowledged in the epoch before must reach its document, and what comes to the bus
// later must count no more, wherever it still is: it may be decided otherwise from now on.
// So the next epoch is announced; when no replica acknowledges anything in the one before any
// more, everything that was published is applied; then the next one is put in force, and what came
// in between is applied or refused. Nothing when somebody else took over.
std::optional<std::int64_t> Reconciler::BeginEpoch(const std::stop_token& stop,
                                                   const std::string& token) {
  const auto state = epochs_.Announce();
  failpoint::Crash("epoch.announced");
  if (!epoch_.Enter(token, state.announced)) return std::nullopt;
  // Before the first one was in force nothing was acknowledged in any.
  const auto sure = Deadline::After(state.in_force > 0 ? kUnsure : milliseconds(0));
  Note("rebuilding: waiting until nothing is acknowledged in the epoch before");
  while (!sure.Expired()) {
    if (!epoch_.Hold(token) || !SleepUnlessStopped(stop, kStillThere)) return std::nullopt;
  }
  if (!AwaitResults(stop, token) || !epochs_.PutInForce(state.announced)) return std::nullopt;
  failpoint::Crash("epoch.in-force");
  announced_.Refresh();
  if (!epoch_.Hold(token) || !AwaitResults(stop, token)) return std::nullopt;
  return state.announced;
}

// Every result that was decided before must have reached its document: first the messages that
// wait here are delivered, then approval-request applies them. False when somebody else took over.
bool Reconciler::AwaitResults(const std::stop_token& stop, const std::string& token) {
  Note("rebuilding: delivering the results that wait");
  while (here_.Waiting() > 0) {
    if (!epoch_.Hold(token) || !SleepUnlessStopped(stop, kStillThere)) return false;
  }
  Note("rebuilding: waiting until approval-request has applied every result");
  while (there_.ResultsLag() > 0) {
    if (!epoch_.Hold(token) || !SleepUnlessStopped(stop, kStillThere)) return false;
  }
  return true;
}

// For some seconds, or until an operator has confirmed: a pass over everything is not begun more
// often than that.
void Reconciler::AwaitConfirmation(const std::stop_token& stop,
                                   const std::string& token,
                                   const Repairs& pass) {
  Note("rebuilding: stopped: " + std::to_string(pass.stopped) + " of " + std::to_string(pass.live) +
       " documents are not open at approval-request; see POST "
       "/internal/comparison/confirm");
  const auto until = steady_clock::now() + kStoppedRest;
  while (steady_clock::now() < until && !epoch_.IsConfirmed() && epoch_.Hold(token) &&
         SleepUnlessStopped(stop, kLook)) {
  }
}

void Reconciler::Report(const Repairs& pass) {
  stopped_.Set(static_cast<double>(pass.stopped));
  ahead_.Set(static_cast<double>(pass.ahead));
  std::string notice;
  if (pass.stopped > 0) {
    notice = std::to_string(pass.stopped) + " of " + std::to_string(pass.live) +
             " documents are not open at approval-request, too many to be believed: they are set "
             "aside; see POST /internal/comparison/confirm";
    log::Error("reconciliation stopped", {{"not_open_there", pass.stopped}, {"live", pass.live}});
  }
  if (pass.ahead > 0) {
    notice += (notice.empty() ? "" : "; ") + std::to_string(pass.ahead) +
              " documents are further on here than at approval-request: was MongoDB taken back to "
              "an earlier time?";
    log::Error("documents are further on here than at approval-request", {{"count", pass.ahead}});
  }
  bool same = false;
  {
    const MutexLock lock(mutex_);
    same = look_.notice == notice;
  }
  if (!same) epoch_.SetNotice(notice);
}

void Reconciler::Compare(const std::stop_token& stop) {
  next_turn_ = steady_clock::now() + options_.period;
  if (!epoch_.TakeTurn(options_.period)) return;
  PageRest rest([] { return steady_clock::now(); },
                [&stop](milliseconds time) { return SleepUnlessStopped(stop, time); });
  const ReconciliationOptions compare{
      .least_age = options_.least_age,
      .timeout = std::max(kTimeout, options_.least_age),
      .confirmed = [this](std::size_t many) { return epoch_.TakeConfirmed() >= many; }};
  const auto done = reconciliation_.Run(compare, [&] { return rest.Take() && epoch_.Compared(); });
  if (!done) return;
  Report(*done);
  if (done->Sum() == 0) return;
  log::Warn("reconciliation repaired something", {{"seen", done->seen},
                                                  {"opened", done->opened},
                                                  {"republished", done->republished},
                                                  {"closed", done->closed},
                                                  {"forgotten", done->forgotten}});
}

}  // namespace erp::approval_processing
