// Delivers what committed changes caused, at least once. The replica that committed hands its
// entries over at once (fast path); a sweep delivers what a crash or an outage left.
//
// Rules: an entry in flight in this process is not delivered again meanwhile. After a failed
// report nothing is sent to that target until its probe succeeds, unless the failure is the
// entry's own: others were delivered since it was sent, or it alone fails between successful
// probes. Such an entry is tried again after a back-off of its own and holds nothing else; order
// per key is for the receiver to check. Done marks are batched.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "observe/metrics.h"
#include "outbox/ports.h"

namespace erp::outbox {

struct RelayOptions {
  std::chrono::milliseconds sweep_period{500};
  // So many sweep periods pass to the next one while a target is away and nothing is found: the
  // source has looked past everything that waits for it, which may be much.
  int away_slowdown = 4;
  // From a sweep that found no room in flight to the next one.
  std::chrono::milliseconds full_period{20};
  // Between probes of a target that failed; grows up to eightfold until a delivery succeeds.
  std::chrono::milliseconds probe_period{200};
  // Between tries of an entry that fails by itself.
  std::chrono::milliseconds entry_retry_first{1000};
  std::chrono::milliseconds entry_retry_most{30000};
  // So long after its next try was due it is forgotten: another replica has it, or has delivered
  // it.
  std::chrono::milliseconds forget_failing{600000};
  // Done marks wait for company: each write of them costs the store an fsync, and nobody waits for
  // them; and what one transition has put into several targets is marked in one write when all of
  // them have reported. Much less than the age at which an entry counts as abandoned.
  std::chrono::milliseconds mark_delay{250};
  // Between tries of a mark that the store refuses.
  std::chrono::milliseconds mark_retry_first{50};
  std::chrono::milliseconds mark_retry_most{2000};
  std::chrono::milliseconds measure_period{2000};
  std::chrono::milliseconds idle_measure_period{30000};
  std::size_t sweep_limit = 1024;      // entries claimed at once
  std::size_t in_flight_limit = 4096;  // beyond it the fast path leaves entries to the sweep
};

// Waits for the delivery of what one Submit handed over.
class Delivery {
 public:
  struct State;
  explicit Delivery(std::shared_ptr<State> state) : state_(std::move(state)) {}

  // Blocks until every entry is delivered (true) or one has failed or the deadline has
  // passed (false). The sweep goes on trying in either case.
  [[nodiscard]] bool Wait(Deadline deadline) const;

 private:
  std::shared_ptr<State> state_;
};

// By the targets of entries.
using Sinks = std::map<std::string, Sink*>;

// Thread-safe. Source and sinks must outlive it.
class Relay {
 public:
  Relay(Source& source, const Sinks& sinks, RelayOptions options, metrics::Registry& registry);
  // Stops.
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  // Starts the sweep.
  void Start();
  // One last pass, then waits for open reports, at most `budget`. What is left stays in the
  // store for the next start.
  void Stop(std::chrono::milliseconds budget);

  // Fast path for entries just committed. Never blocks on the target or the store.
  Delivery Submit(std::vector<Entry> entries);

  // Entries that wait in the store: what was measured last, and what was submitted and not
  // delivered since. Does not block; for back-pressure. Measured at most every 2 s, and only
  // while something waits or somebody asks (here or for the metrics); otherwise every 30 s.
  [[nodiscard]] std::size_t Backlog() const;

  // What an operator has to look at, as one sentence, or nothing: entries that could not be read
  // and are set aside. Does not block; for readiness.
  [[nodiscard]] std::optional<std::string> Unavailability() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace erp::outbox
