// Group consumer that keeps order per key and lets keys run beside each other.
//
// One thread polls; workers take one record of each key at a time. The offset committed is the
// lowest unfinished one, so a crash repeats records and never skips one. When a handler throws
// Unavailable, its record is tried again after a back-off; the rest of its key waits, other keys
// and the worker go on. The partition is paused only when its window of unfinished records is
// full. A handler that refuses (an Error), or throws anything else five times, has its record
// written to <topic>.dlq with reason headers, acknowledged, and then counts as done. The five
// tries are spread over half a minute, so that a dependency whose refusal nobody foresaw does
// not cost records at once.
#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bus/message.h"
#include "common/brokers.h"
#include "common/clock.h"
#include "common/result.h"
#include "kafka/producer.h"
#include "kafka/record.h"
#include "observe/metrics.h"

namespace erp::kafka {

struct TopicPartition {
  std::string topic;
  std::int32_t partition = 0;

  friend auto operator<=>(const TopicPartition&, const TopicPartition&) = default;
};

// Where an assigned partition begins.
struct StartPosition {
  enum class From {
    kCommitted,  // where the group has got to
    kBeginning,  // at the oldest record there is
    kTime,       // at the first record written at `time` or later; at `offset`, or where the
                 // group has got to, when that is even before it
  };
  From from = From::kCommitted;
  Instant time{};
  std::int64_t offset = INT64_MAX;
};

struct PartitionOffset {
  TopicPartition partition;
  std::int64_t offset = 0;
};

// For a consumer whose store may lose what it was given: it decides where reading begins, each
// time partitions are assigned and each time Rewind() is called. The first two run on the polling
// thread while nothing is read, may block for some seconds, and may throw: then all is asked
// again half a second later.
struct StartHook {
  // One position for each of what is assigned now, in the same order. Without it: committed.
  std::function<std::vector<StartPosition>(const std::vector<TopicPartition>&)> decide;
  // The group's committed offsets are set back to those positions, which are given for all that
  // do not begin at kCommitted: from now on the member that gets the partitions begins there, also
  // when this process dies in the next moment. May be empty.
  std::function<void(const std::vector<PartitionOffset>&)> decided;
  // About once a second while something moves: everything before these offsets is done. On the
  // polling thread; must not block. May be empty.
  std::function<void(const std::vector<PartitionOffset>&)> progressed;
};

struct ConsumerOptions {
  Brokers brokers;
  std::string group;
  std::string instance_id;  // group.instance.id; empty: dynamic membership, leaves on stop
  std::vector<std::string> topics;
  std::size_t workers = 8;
  std::size_t window = 256;  // unfinished records per partition
  std::chrono::milliseconds retry_first{20};
  std::chrono::milliseconds retry_most{5000};
  // After an exception that is not Unavailable: 2, 4, 8 and 16 s, less a random part.
  std::chrono::milliseconds fault_first{2000};
  std::chrono::milliseconds fault_most{16000};
  StartHook start = {};
};

// As bus::Handler, for who looks at the records themselves: tools and tests. After an exception
// that is not Unavailable a record is tried five times.
using RecordHandler = std::function<Result<void>(const Record&)>;

// Thread-safe.
class Consumer {
 public:
  // `dead_letters` produces to <topic>.dlq; it must outlive the consumer.
  Consumer(ConsumerOptions options,
           bus::Handler handler,
           Producer& dead_letters,
           metrics::Registry& registry);
  Consumer(ConsumerOptions options,
           RecordHandler handler,
           Producer& dead_letters,
           metrics::Registry& registry);
  // Stops.
  ~Consumer();
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;

  void Start();
  // Stops feeding, lets workers finish for at most 2 s, commits the lowest unfinished offsets,
  // leaves (dynamic) or keeps (static) the membership; about 5 s when the broker hangs. Returns
  // only when no handler runs any more, however long the last one takes. It cannot be started
  // again.
  void Stop();

  // Asks ConsumerOptions::start again for everything that is assigned and begins there, soon:
  // what is queued is dropped, what handlers are busy with is waited for (at most 2 s; what ends
  // later changes no offset), the low offsets are committed, then reading begins. The place in
  // the group is kept. Calls that come together are one.
  void Rewind();

  // Why the group is not usable now, or nothing: for readiness. Usable = the last poll had
  // no broker-level error and it is decided where to begin; an empty assignment is fine.
  [[nodiscard]] std::optional<std::string> Unavailability() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace erp::kafka
