#include "kafka/internal/membership.h"

#include <algorithm>

#include "common/stop.h"
#include "common/thread_annotations.h"
#include "kafka/internal/client.h"
#include "kafka/internal/convert.h"
#include "observe/log.h"

namespace erp::kafka {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPoll{50};
constexpr milliseconds kRoomBudget{20};
constexpr milliseconds kCommitPeriod{1000};
constexpr milliseconds kCheckPeriod{500};
constexpr milliseconds kCheckBudget{200};
constexpr milliseconds kJoinTime{1500};
// How long a revocation or a stop waits for handlers that run, and for the commit after it.
constexpr milliseconds kFinishBudget{2000};
constexpr milliseconds kCommitBudget{2000};
constexpr milliseconds kCloseBudget{2000};
// After a fatal state (another process took over our instance id): not in a tight loop, or
// the two would throw each other out for ever.
constexpr milliseconds kRejoinDelay{10000};

Settings GroupSettings(const ConsumerOptions& options) {
  Settings settings{
      {"group.id", options.group},
      {"client.id", options.instance_id.empty() ? options.group : options.instance_id},
      // Eager and old, and the only one that gives partitions back quickly in this version.
      {"partition.assignment.strategy", "range"},
      {"heartbeat.interval.ms", "300"},
      {"session.timeout.ms", "6000"},
      // What is committed, and when, is decided here alone. The client's own timer would also
      // hold up a stop for a whole session while no broker answers.
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      {"auto.offset.reset", "earliest"},
      {"fetch.error.backoff.ms", "50"},
      // A partition that is resumed or newly assigned joins the next fetch, not the present one.
      {"fetch.wait.max.ms", "100"},
      // Topics and partitions that appear later are found within this time.
      {"topic.metadata.refresh.interval.ms", "5000"},
      // Bounds the memory. Not lower: a partition that reaches them is not fetched for a second.
      {"queued.min.messages", "20000"},
      {"queued.max.messages.kbytes", "32768"},
  };
  if (!options.instance_id.empty()) settings.emplace_back("group.instance.id", options.instance_id);
  return settings;
}

}  // namespace

Membership::Membership(const ConsumerOptions& options, Lanes& lanes, metrics::Registry& registry)
    : options_(options), lanes_(lanes), unavailability_("not connected yet") {
  for (const auto& topic : options_.topics) {
    const metrics::Labels labels{{"topic", topic}, {"group", options_.group}};
    metrics_.try_emplace(
        topic,
        TopicMetrics{registry.GetCounter("kafka_consumer_received_total",
                                         "Records taken from the log, repeats included", labels),
                     registry.GetGauge("kafka_consumer_partitions",
                                       "Partitions assigned to this process", labels)});
  }
  Join();
}

void Membership::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    try {
      if (!client_) Join();
      while (!stop.stop_requested() && !fatal_) PollOnce();
      Close();
    } catch (const std::exception& error) {
      log::Error("kafka membership failed", {{"group", options_.group}, {"why", error.what()}});
      SetUnavailability(error.what());
    }
    if (!SleepUnlessStopped(stop, kRejoinDelay)) break;
  }
}

std::optional<std::string> Membership::Unavailability() const {
  const MutexLock lock(mutex_);
  return unavailability_;
}

void Membership::Join() {
  fatal_ = false;
  brokers_down_ = false;
  ConfHandle conf = MakeConf(options_.brokers, GroupSettings(options_));
  rd_kafka_conf_set_opaque(conf.get(), this);
  rd_kafka_conf_set_rebalance_cb(conf.get(), &Membership::OnRebalance);
  rd_kafka_conf_set_offset_commit_cb(conf.get(), &Membership::OnCommit);
  rd_kafka_conf_set_error_cb(conf.get(), &Membership::OnClientError);
  client_ = MakeClient(RD_KAFKA_CONSUMER, std::move(conf));
  // A question about a topic in the middle of the join would hold the join up for a second.
  next_check_ = steady_clock::now() + kJoinTime;
  rd_kafka_poll_set_consumer(client_.get());

  const PartitionListHandle topics(rd_kafka_topic_partition_list_new(1));
  for (const auto& topic : options_.topics) {
    rd_kafka_topic_partition_list_add(topics.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  }
  const auto error = rd_kafka_subscribe(client_.get(), topics.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    client_.reset();
    throw std::runtime_error("kafka subscribe: " + ErrorText(error));
  }
}

void Membership::PollOnce() {
  // Single messages only: the batch calls of this version lose records around a pause.
  if (const MessageHandle message(
          rd_kafka_consumer_poll(client_.get(), static_cast<int>(kPoll.count())));
      message) {
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      OnRecord(*message);
    } else {
      const char* text = rd_kafka_message_errstr(message.get());
      OnError(message->err, text == nullptr ? ErrorText(message->err) : text);
    }
  }
  if (rewind_wanted_.exchange(false)) StartAgain();
  if (unplaced_ && steady_clock::now() >= next_place_) Place();
  ResumeDrained();
  if (steady_clock::now() >= next_commit_) CommitInBackground();
  CheckUnavailability();
}

void Membership::Close() {
  Revoke(fatal_);
  if (!Leave()) log::Warn("kafka group left without a goodbye", {{"group", options_.group}});
  rd_kafka_destroy_flags(client_.release(), RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

bool Membership::Leave() {
  // Not by the blocking call, which takes a session's time when no broker answers.
  const QueueHandle queue(rd_kafka_queue_new(client_.get()));
  const ErrorHandle refused(rd_kafka_consumer_close_queue(client_.get(), queue.get()));
  const auto deadline = Deadline::After(kCloseBudget);
  while (!refused && rd_kafka_consumer_closed(client_.get()) == 0 && !deadline.Expired()) {
    const EventHandle event(rd_kafka_queue_poll(queue.get(), static_cast<int>(kPoll.count())));
    if (event && rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_REBALANCE) {
      rd_kafka_assign(client_.get(), nullptr);
    }
  }
  return rd_kafka_consumer_closed(client_.get()) != 0;
}

void Membership::OnRebalance(rd_kafka_t* client,
                             rd_kafka_resp_err_t event,
                             rd_kafka_topic_partition_list_t* partitions,
                             void* self) {
  auto& membership = *static_cast<Membership*>(self);
  if (event == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    membership.Assign(partitions);
  } else {
    membership.Revoke(rd_kafka_assignment_lost(client) != 0);
    rd_kafka_assign(client, nullptr);
  }
}

void Membership::OnClientError(rd_kafka_t*, int error, const char* reason, void* self) {
  static_cast<Membership*>(self)->OnError(static_cast<rd_kafka_resp_err_t>(error), reason);
}

void Membership::Assign(rd_kafka_topic_partition_list_t* partitions) {
  for (int i = 0; i < partitions->cnt; ++i) {
    const auto& partition = partitions->elems[i];
    const std::string topic = partition.topic;
    assigned_[{topic, partition.partition}] = {lanes_.Open(topic, options_.window)};
    MetricsOf(topic).partitions.Add(1);
  }
  log::Info("kafka partitions assigned",
            {{"group", options_.group}, {"partitions", partitions->cnt}});
  next_check_ = {};        // an assignment is a good moment to find out that it can be used again
  rewind_wanted_ = false;  // this is one
  unplaced_.reset(rd_kafka_topic_partition_list_copy(partitions));
  Place();
}

bool Membership::EndWork(bool lost) {
  std::vector<Lanes::PartitionRef> work;
  for (auto& [name, assigned] : assigned_) {
    lanes_.Drop(assigned.work);
    work.push_back(assigned.work);
  }
  const bool idle = lost || lanes_.WaitIdle(work, Deadline::After(kFinishBudget));
  if (!lost) CommitAndWait();
  return idle;
}

void Membership::Revoke(bool lost) {
  if (assigned_.empty()) return;
  unplaced_.reset();
  const bool idle = EndWork(lost);
  for (auto& [name, assigned] : assigned_) {
    MetricsOf(name.first).partitions.Add(-1);
    if (assigned.paused) SetPaused(name, assigned, false);
  }
  log::Info("kafka partitions given back", {{"group", options_.group},
                                            {"partitions", assigned_.size()},
                                            {"lost", lost},
                                            {"handlers_finished", idle}});
  assigned_.clear();
}

void Membership::OnRecord(const rd_kafka_message_t& message) {
  const PartitionName name{rd_kafka_topic_name(message.rkt), message.partition};
  const auto found = assigned_.find(name);
  // Fetched before the partition was given back, or before a start anew.
  if (found == assigned_.end() || unplaced_) return;
  MetricsOf(name.first).received.Add();
  const bool full = lanes_.Push(found->second.work, ToRecord(message),
                                Backoff(options_.retry_first, options_.retry_most));
  // A pause throws away what is fetched already, so a window that is only busy is waited for;
  // what pauses is one that is stuck.
  if (full && !lanes_.WaitRoom(found->second.work, Deadline::After(kRoomBudget))) {
    SetPaused(name, found->second, true);
  }
}

void Membership::OnError(rd_kafka_resp_err_t error, const std::string& reason) {
  static log::Throttle throttle(std::chrono::seconds(1));
  if (throttle.Allow()) {
    log::Warn("kafka consumer", {{"group", options_.group}, {"why", reason}});
  }
  switch (error) {
    case RD_KAFKA_RESP_ERR__FATAL:
      fatal_ = true;
      SetUnavailability(reason);
      break;
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
      brokers_down_ = true;
      SetUnavailability(reason);
      break;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
      SetUnavailability(reason);
      break;
    default:
      break;  // of one connection or one request: the client tries again by itself
  }
}

void Membership::ResumeDrained() {
  for (auto& [name, assigned] : assigned_) {
    if (assigned.paused && lanes_.Drained(assigned.work)) SetPaused(name, assigned, false);
  }
}

void Membership::SetPaused(const PartitionName& name, Assigned& assigned, bool paused) {
  const PartitionListHandle list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), name.first.c_str(), name.second);
  const auto error = paused ? rd_kafka_pause_partitions(client_.get(), list.get())
                            : rd_kafka_resume_partitions(client_.get(), list.get());
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) assigned.paused = paused;
}

PartitionListHandle Membership::Uncommitted() {
  PartitionListHandle list(rd_kafka_topic_partition_list_new(1));
  for (auto& [name, assigned] : assigned_) {
    const auto next = lanes_.NextOffset(assigned.work);
    if (!next || *next == assigned.committed) continue;
    // The list holds the next offset to read, not the last one read.
    rd_kafka_topic_partition_list_add(list.get(), name.first.c_str(), name.second)->offset = *next;
    assigned.committed = *next;
  }
  return list;
}

void Membership::CommitInBackground() {
  next_commit_ = steady_clock::now() + kCommitPeriod;
  if (brokers_down_) return;
  const PartitionListHandle list = Uncommitted();
  if (list->cnt == 0) return;
  if (options_.start.progressed) options_.start.progressed(Offsets(*list));
  rd_kafka_commit(client_.get(), list.get(), 1);
}

void Membership::OnCommit(rd_kafka_t*,
                          rd_kafka_resp_err_t error,
                          rd_kafka_topic_partition_list_t* partitions,
                          void* self) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR__NO_OFFSET) return;
  auto& assigned = static_cast<Membership*>(self)->assigned_;
  for (int i = 0; partitions != nullptr && i < partitions->cnt; ++i) {
    const auto& partition = partitions->elems[i];
    const auto found = assigned.find({partition.topic, partition.partition});
    if (found != assigned.end()) found->second.committed = RD_KAFKA_OFFSET_INVALID;
  }
}

void Membership::CommitAndWait() {
  if (brokers_down_) return;
  const PartitionListHandle list = Uncommitted();
  if (list->cnt == 0) return;
  const auto error = CommitNow(*list);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    // Not lost: the successor starts lower and meets records that it has seen before.
    log::Warn("kafka commit", {{"group", options_.group}, {"why", ErrorText(error)}});
  }
}

rd_kafka_resp_err_t Membership::CommitNow(const rd_kafka_topic_partition_list_t& list) {
  // A queue of its own, because the plain synchronous commit knows no deadline.
  const QueueHandle queue(rd_kafka_queue_new(client_.get()));
  const auto error = rd_kafka_commit_queue(client_.get(), &list, queue.get(), nullptr, nullptr);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return error;
  const EventHandle event(rd_kafka_queue_poll(queue.get(), TimeoutMs(kCommitBudget)));
  if (!event) return RD_KAFKA_RESP_ERR__TIMED_OUT;
  const auto* answered = rd_kafka_event_topic_partition_list(event.get());
  for (int i = 0; answered != nullptr && i < answered->cnt; ++i) {
    if (answered->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR) return answered->elems[i].err;
  }
  return rd_kafka_event_error(event.get());
}

void Membership::SetUnavailability(std::optional<std::string> unavailability) {
  const MutexLock lock(mutex_);
  unavailability_ = std::move(unavailability);
}

void Membership::CheckUnavailability() {
  if (fatal_ || unplaced_ || steady_clock::now() < next_check_ || !Unavailability()) return;
  const bool readable =
      std::all_of(options_.topics.begin(), options_.topics.end(), [this](const std::string& name) {
        const TopicHandle topic(rd_kafka_topic_new(client_.get(), name.c_str(), nullptr));
        const auto metadata = FetchMetadata(client_.get(), *topic, kCheckBudget);
        return metadata && metadata->topic_cnt == 1 &&
               metadata->topics[0].err == RD_KAFKA_RESP_ERR_NO_ERROR;
      });
  if (readable) {
    brokers_down_ = false;
    SetUnavailability(std::nullopt);
  }
  next_check_ = steady_clock::now() + kCheckPeriod;
}

Membership::TopicMetrics& Membership::MetricsOf(const std::string& topic) {
  return metrics_.at(topic);
}

}  // namespace erp::kafka
