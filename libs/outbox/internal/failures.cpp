// Which failures are a target's and which an entry's own.
#include <chrono>
#include <string>
#include <utility>

#include "outbox/internal/core.h"

namespace erp::outbox {
namespace {

using std::chrono::steady_clock;

// Beyond it an entry that fails by itself is forgotten: tried at the pace of the sweep.
constexpr std::size_t kMaxFailing = 4096;

}  // namespace

// Its own fault, or its target's? While the probe succeeds and nothing else fails, one entry that
// fails again and again says nothing about the target.
void Core::NoteFailure(const Flight& flight) {
  const Entry& entry = *flight.entry;
  const auto name = NameOf(entry);
  Target& target = targets_.at(entry.target);
  target.failed.Add();
  measure_wanted_ = true;
  if (target.deliveries > flight.deliveries_before || target.suspect == name ||
      failing_.contains(name)) {
    HoldBack(entry);
    return;
  }
  target.suspect = name;
  target.up.Set(0);
  if (!target.next_probe) target.next_probe = steady_clock::now() + target.probes.Next();
}

void Core::HoldBack(const Entry& entry) {
  auto known = failing_.find(NameOf(entry));
  if (known == failing_.end()) {
    if (failing_.size() >= kMaxFailing) return;
    known = failing_
                .emplace(NameOf(entry),
                         Failing{entry.target,
                                 Backoff(options_.entry_retry_first, options_.entry_retry_most),
                                 {}})
                .first;
    targets_.at(entry.target).failing.Add(1);
  }
  known->second.not_before = steady_clock::now() + known->second.backoff.Next();
  if (unavailability_lines_.Allow()) {
    log::Error("outbox entry fails while its target takes others",
               {{"event_id", entry.id}, {"target", entry.target}, {"type", entry.type}});
  }
}

bool Core::HeldBack(const std::string& name) const {
  const auto known = failing_.find(name);
  return known != failing_.end() && known->second.not_before > steady_clock::now();
}

void Core::ForgetOldFailures() {
  const auto old = steady_clock::now() - options_.forget_failing;
  std::erase_if(failing_, [&](const auto& entry) {
    if (entry.second.not_before > old) return false;
    targets_.at(entry.second.target).failing.Add(-1);
    return true;
  });
}

}  // namespace erp::outbox
