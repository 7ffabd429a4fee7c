// Group consumer that keeps order per key and lets keys run beside each other.
//
// One thread polls; workers take one record of each key at a time. The offset committed is the
// lowest unfinished one, so a crash repeats records and never skips one. When a handler throws
// Unavailable, its record is tried again after a back-off; the rest of its key waits, other keys
// and the worker go on. The partition is paused only when its window of unfinished records is
// full. A handler that refuses (an Error), or throws anything else five times, has its record
// written to <topic>.dlq with reason headers, acknowledged, and then counts as done.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/result.h"
#include "kafka/producer.h"
#include "kafka/record.h"
#include "observe/metrics.h"

namespace erp::kafka {

struct ConsumerOptions {
  std::string brokers;
  std::string group;
  std::string instance_id;  // group.instance.id; empty: dynamic membership, leaves on stop
  std::vector<std::string> topics;
  std::size_t workers = 8;
  std::size_t window = 256;  // unfinished records per partition
  std::chrono::milliseconds retry_first{20};
  std::chrono::milliseconds retry_most{5000};
};

// Runs on a worker thread with the record's trace context as the current one.
//   success          done
//   Error            permanent: dead letter
//   Unavailable      transient: the same record again after a back-off
//   other exception  a bug or bad data: five tries, then dead letter
using RecordHandler = std::function<Result<void>(const Record&)>;

// Thread-safe.
class Consumer {
 public:
  // `dead_letters` produces to <topic>.dlq; it must outlive the consumer.
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

  // Why the group is not usable now, or nothing: for readiness. Usable = the last poll had
  // no broker-level error; an empty assignment is fine.
  [[nodiscard]] std::optional<std::string> Trouble() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace erp::kafka
