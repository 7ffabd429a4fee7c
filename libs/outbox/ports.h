// The two sides of the relay. A service's store keeps entries in the same atomic unit as the
// state they follow from (Source); a Sink delivers one entry to where its target says.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.h"

namespace erp::outbox {

// One message that a committed change caused. Byte for byte the same whenever it is read. What a
// source has published again in a later epoch is another entry, whose delivery is its own.
struct Entry {
  std::string id;           // deterministic event id, becomes ce_id
  std::string target;       // which Sink: "bus", or a client
  std::string topic;        // where to, in the words of the target
  std::string key;          // orders and partitions
  std::string type;         // event type, becomes ce_type
  std::string body;         // JSON
  std::string traceparent;  // of the work that caused it
  Instant time;             // when it was caused, becomes ce_time
  std::string place;        // where the source keeps it (document id, stream id): opaque here
  std::string epoch = {};   // of a source that may be lost and filled again, becomes ce_epoch
};

// Thread-safe; every method blocks on the store and throws Unavailable when it is away.
// An entry that cannot be read (written by another release, or by hand) never stands in the way
// of the others: the claim that meets it moves it aside, where it is kept for an operator.
class Source {
 public:
  virtual ~Source() = default;

  // Entries that a crash or an outage left behind: committed longer than about a second ago
  // and leased by nobody. Takes a lease (by the store's clock), so that two replicas do not
  // publish the same ones at once. Entries of one key come in their order.
  virtual std::vector<Entry> ClaimAbandoned(std::size_t limit) = 0;

  // The same while some targets take nothing: what only they could take may be left alone, so
  // that it does not stand in the way of the rest. A source with one target needs not care.
  virtual std::vector<Entry> ClaimExcept(const std::vector<std::string>& /*down*/,
                                         std::size_t limit) {
    return ClaimAbandoned(limit);
  }

  // The entries are delivered: forget them. Called in batches; forgetting twice is fine.
  virtual void MarkDone(const std::vector<Entry>& entries) = 0;

  // How many wait and how old the oldest is (0 when none): for metrics and back-pressure. The
  // store counts, and need not count beyond the limit that the caller cares for.
  struct Backlog {
    std::size_t entries = 0;
    std::chrono::milliseconds oldest{0};
    std::size_t set_aside = 0;  // entries that could not be read and wait for an operator
  };
  virtual Backlog Measure() = 0;
};

// Thread-safe.
class Sink {
 public:
  // Called exactly once, on any thread, soon: true when the entry is durably delivered.
  // Must not block.
  using Report = std::function<void(bool delivered)>;

  virtual ~Sink() = default;
  // Starts delivery and returns at once. Reports false instead of throwing. Is tried whatever came
  // of the one before: an entry that fails again and again comes back without a probe.
  virtual void Deliver(const Entry& entry, Report report) = 0;
  // Blocks at most until the deadline: true when the target answers now. Asked after a
  // failed delivery before more than the entry that failed is sent.
  virtual bool Probe(Deadline deadline) = 0;
};

}  // namespace erp::outbox
