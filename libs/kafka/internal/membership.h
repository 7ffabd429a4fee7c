// One member of a consumer group: polls, keeps the assignment, feeds lanes, commits offsets.
// Private to this library.
//
// Everything that touches the group runs on one thread, the rebalance callback included, so
// an offset can never be committed for an assignment that has ended.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "common/thread_annotations.h"
#include "kafka/consumer.h"
#include "kafka/internal/handles.h"
#include "kafka/internal/lanes.h"

namespace erp::kafka {

class Membership {
 public:
  // Throws std::runtime_error when the options are refused.
  Membership(const ConsumerOptions& options, Lanes& lanes, metrics::Registry& registry);

  // The body of the polling thread. On a stop request: drops what is queued, lets workers
  // finish for at most 2 s, commits, closes.
  void Run(const std::stop_token& stop);

  // Thread-safe.
  [[nodiscard]] std::optional<std::string> Unavailability() const;
  // Thread-safe: noted for the polling thread.
  void Rewind() { rewind_wanted_ = true; }

 private:
  struct Assigned {
    Lanes::PartitionRef work;
    bool paused = false;
    std::int64_t committed = RD_KAFKA_OFFSET_INVALID;  // or on its way
  };
  using PartitionName = std::pair<std::string, std::int32_t>;

  static void OnRebalance(rd_kafka_t* client,
                          rd_kafka_resp_err_t event,
                          rd_kafka_topic_partition_list_t* partitions,
                          void* self);
  static void OnCommit(rd_kafka_t* client,
                       rd_kafka_resp_err_t error,
                       rd_kafka_topic_partition_list_t* partitions,
                       void* self);
  static void OnClientError(rd_kafka_t* client, int error, const char* reason, void* self);

  void Join();
  void PollOnce();
  void Close();
  // Says goodbye to the group, or keeps the place of a static member; false when no broker
  // has answered in time.
  bool Leave();

  void Assign(rd_kafka_topic_partition_list_t* partitions);
  // Begins to read what is assigned, or notes why it cannot be decided where.
  void Place();
  void PlaceByHook();
  // Of those that have one.
  static std::vector<PartitionOffset> Offsets(const rd_kafka_topic_partition_list_t& list);
  // What is assigned, with new windows and to be placed anew.
  void StartAgain();
  // Drops what is queued, waits for what runs, commits; `lost` as in Revoke. Whether all ended.
  bool EndWork(bool lost);
  // Ends the present assignment; `lost` when the group has given it to somebody already.
  void Revoke(bool lost);

  void OnRecord(const rd_kafka_message_t& message);
  void OnError(rd_kafka_resp_err_t error, const std::string& reason);
  void ResumeDrained();
  // The lowest unfinished offsets that are not committed yet.
  PartitionListHandle Uncommitted();
  void CommitInBackground();
  void CommitAndWait();
  // Blocks until the brokers have these, at most some seconds.
  rd_kafka_resp_err_t CommitNow(const rd_kafka_topic_partition_list_t& list);
  void SetPaused(const PartitionName& name, Assigned& assigned, bool paused);

  void SetUnavailability(std::optional<std::string> unavailability);
  // While it cannot be used: asks now and then whether every topic can be read again.
  void CheckUnavailability();

  struct TopicMetrics {
    metrics::Counter received;
    metrics::Gauge partitions;
  };
  TopicMetrics& MetricsOf(const std::string& topic);

  const ConsumerOptions options_;
  Lanes& lanes_;
  std::map<std::string, TopicMetrics> metrics_;

  ClientHandle client_;
  std::map<PartitionName, Assigned> assigned_;
  PartitionListHandle unplaced_;  // assigned, but it is not decided yet where to begin
  std::atomic<bool> rewind_wanted_{false};
  std::chrono::steady_clock::time_point next_place_{};
  bool fatal_ = false;
  bool brokers_down_ = false;
  std::chrono::steady_clock::time_point next_commit_{};
  std::chrono::steady_clock::time_point next_check_{};

  mutable Mutex mutex_;
  std::optional<std::string> unavailability_ ERP_GUARDED_BY(mutex_);
};

}  // namespace erp::kafka
