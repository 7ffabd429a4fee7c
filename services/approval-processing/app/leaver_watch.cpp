#include "approval-processing/app/leaver_watch.h"

#include <exception>

#include "common/stop.h"

namespace erp::approval_processing {

LeaverWatch::LeaverWatch(LeaverSource& source,
                         LeaverStore& store,
                         metrics::Registry& registry,
                         std::chrono::milliseconds period)
    : source_(source),
      store_(store),
      period_(period),
      known_count_(registry.GetGauge("leavers_known", "People who decide nothing any more")),
      failed_(registry.GetCounter("leavers_looks_failed_total",
                                  "Looks for new leavers that employee or Redis did not answer")) {}

LeaverWatch::~LeaverWatch() { Stop(); }

void LeaverWatch::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { Loop(stop); });
}

void LeaverWatch::Stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void LeaverWatch::Look() {
  for (bool more = true; more;) {
    const auto page = source_.List(place_);
    std::vector<EmployeeId> fresh;
    for (const auto person : page.people) {
      if (!known_.contains(person)) fresh.push_back(person);
    }
    if (!fresh.empty()) store_.Add(fresh);
    known_.insert(fresh.begin(), fresh.end());
    place_ = page.next;
    more = page.more;
  }
  // The store was wiped, or a fail-over has taken some of it back.
  if (store_.Count() < known_.size()) {
    store_.Add({known_.begin(), known_.end()});
  }
  known_count_.Set(static_cast<double>(known_.size()));
}

void LeaverWatch::Loop(const std::stop_token& stop) {
  do {
    try {
      Look();
    } catch (const std::exception& failure) {
      failed_.Add();
      if (lines_.Allow()) log::Warn("leavers are not known anew", {{"why", failure.what()}});
    }
  } while (SleepUnlessStopped(stop, period_));
}

}  // namespace erp::approval_processing
