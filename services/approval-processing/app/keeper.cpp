#include "approval-processing/app/keeper.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "common/failpoint.h"
#include "common/id.h"
#include "common/stop.h"

namespace erp::approval_processing {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kLook{200};       // at the epoch
constexpr milliseconds kStillThere{30};  // while something is waited for
// A result that was told is told again before it was applied only after this.
constexpr milliseconds kPatience{60000};

}  // namespace

Keeper::Keeper(Epoch& epoch,
               LiveTasks& here,
               OpenStepRegister& there,
               KeeperOptions options,
               metrics::Registry& registry)
    : epoch_(epoch),
      here_(here),
      there_(there),
      options_(options),
      comparison_(here, there, registry),
      rebuilds_(registry.GetCounter("rebuilds_total",
                                    "Full comparisons after the store may have lost something")),
      rebuilding_(registry.GetGauge("rebuilding", "1 while nothing is decided for that reason")),
      next_turn_(steady_clock::now() + options.period) {}

Keeper::~Keeper() { Stop(); }

void Keeper::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { Loop(stop); });
}

void Keeper::Stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Keeper::Watch(health::Health& health) const {
  health.Add("first-comparison", [this] { return NeverCompared(); });
  health.AddDegrading("comparison", [this] { return Trouble(); });
}

std::optional<std::string> Keeper::Trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_.empty() ? std::nullopt : std::optional(trouble_);
}

std::optional<std::string> Keeper::NeverCompared() const {
  return compared_once_.load() ? std::nullopt : Trouble();
}

void Keeper::Note(std::string trouble) {
  rebuilding_.Set(trouble.empty() ? 0 : 1);
  if (trouble.empty()) compared_once_.store(true);
  const std::lock_guard lock(mutex_);
  trouble_ = std::move(trouble);
}

void Keeper::Loop(const std::stop_token& stop) {
  do {
    try {
      if (!epoch_.Compared()) {
        Rebuild(stop);
        continue;
      }
      Note("");
      if (steady_clock::now() >= next_turn_) Compare(stop);
    } catch (const std::exception& failure) {
      // Whatever is away, the next look starts again; nothing is decided until a rebuild ended.
      if (trouble_lines_.Allow()) log::Warn("keeper", {{"why", failure.what()}});
    }
  } while (SleepUnlessStopped(stop, kLook));
}

void Keeper::Rebuild(const std::stop_token& stop) {
  const std::string token = NewUuid();
  if (!epoch_.Hold(token)) return Note("rebuilding: by another replica");
  try {
    const auto run = epoch_.Begin(token);
    if (!run) return epoch_.Release(token);
    const auto started = steady_clock::now();
    log::Warn("rebuild begins: the store was wiped, restarted or failed over", {{"run", *run}});
    Repairs repairs;
    if (!failpoint::Hit("epoch.ignore")) {
      if (!AwaitResults(stop, token)) return epoch_.Release(token);
      Note("rebuilding: comparing");
      const auto done =
          comparison_.Run({}, [&] { return !stop.stop_requested() && epoch_.Hold(token); });
      if (!done) return epoch_.Release(token);
      repairs = *done;
    }
    if (!epoch_.Finish(token, *run)) return epoch_.Release(token);
    rebuilds_.Add();
    Note("");
    const std::chrono::duration<double> seconds = steady_clock::now() - started;
    log::Info("rebuild ended", {{"run", *run},
                                {"seconds", seconds.count()},
                                {"seen", repairs.seen},
                                {"opened", repairs.opened},
                                {"retold", repairs.retold},
                                {"closed", repairs.closed},
                                {"forgotten", repairs.forgotten}});
  } catch (const std::exception& failure) {
    Note(std::string("rebuilding: ") + failure.what());
    epoch_.Release(token);
    throw;
  }
}

// Every result that was decided before must have reached its document: first the messages that
// wait here are delivered, then approval-request applies them. False when somebody else took over.
bool Keeper::AwaitResults(const std::stop_token& stop, const std::string& token) {
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

void Keeper::Compare(const std::stop_token& stop) {
  next_turn_ = steady_clock::now() + options_.period;
  if (failpoint::Hit("epoch.ignore") || !epoch_.TakeTurn(options_.period)) return;
  auto page_began = steady_clock::now();
  const CompareOptions compare{options_.least_age, std::max(kPatience, options_.least_age)};
  // As long a rest after each page as the page took: decisions come first.
  const auto done = comparison_.Run(compare, [&] {
    const auto took = std::chrono::ceil<milliseconds>(steady_clock::now() - page_began);
    const bool go_on = SleepUnlessStopped(stop, took) && epoch_.Compared();
    page_began = steady_clock::now();
    return go_on;
  });
  if (!done || done->Sum() == 0) return;
  log::Warn("comparison repaired something", {{"seen", done->seen},
                                              {"opened", done->opened},
                                              {"retold", done->retold},
                                              {"closed", done->closed},
                                              {"forgotten", done->forgotten}});
}

}  // namespace erp::approval_processing
