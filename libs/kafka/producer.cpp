#include "kafka/producer.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <map>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "common/error.h"
#include "common/thread_annotations.h"
#include "kafka/internal/client.h"
#include "kafka/internal/convert.h"
#include "kafka/messages.h"
#include "observe/log.h"

namespace erp::kafka {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPoll{100};
constexpr milliseconds kLastFlush{3000};
constexpr milliseconds kPurgeBudget{2000};

struct TopicMetrics {
  metrics::Counter delivered;
  metrics::Counter failed;
  metrics::Histogram delivery;
};

// What travels with a message through librdkafka and comes back in its report.
struct Pending {
  Producer::Report report;
  TopicMetrics* metrics;
  steady_clock::time_point started;
};

Settings ProducerSettings(const ProducerOptions& options) {
  return {
      {"client.id", options.client_id},
      {"enable.idempotence", "true"},
      {"acks", "all"},
      {"linger.ms", "0"},
      {"partitioner", "murmur2_random"},  // the one that other clients use
      {"message.timeout.ms", std::to_string(options.delivery_timeout.count())},
      {"retry.backoff.ms", "20"},
      {"topic.metadata.refresh.fast.interval.ms", "50"},
      {"queue.buffering.max.messages", "20000"},
      {"queue.buffering.max.kbytes", "65536"},
      // A dead letter is its record and a few headers more.
      {"message.max.bytes", "1200000"},
  };
}

}  // namespace

struct Producer::Impl {
  Impl(ProducerOptions producer_options, metrics::Registry& metrics_registry)
      : options(std::move(producer_options)),
        registry(metrics_registry),
        queued(registry.GetGauge("kafka_producer_unreported", "Records without a report yet")),
        client(MakeProducer()),
        poller([this](const std::stop_token& stop) { Poll(stop); }) {}

  std::shared_ptr<rd_kafka_t> MakeProducer() {
    ConfHandle conf = MakeConf(options.brokers, ProducerSettings(options));
    rd_kafka_conf_set_opaque(conf.get(), this);
    rd_kafka_conf_set_dr_msg_cb(conf.get(), &Impl::OnReport);
    return MakeClient(RD_KAFKA_PRODUCER, std::move(conf));
  }

  std::shared_ptr<rd_kafka_t> Current() {
    const MutexLock lock(mutex);
    return client;
  }

  TopicMetrics* MetricsOf(const std::string& topic) {
    const MutexLock lock(mutex);
    const auto found = topics.find(topic);
    if (found != topics.end()) return &found->second;
    const auto counter = [&](const char* result) {
      return registry.GetCounter("kafka_producer_records_total", "Records by their report",
                                 {{"topic", topic}, {"result", result}});
    };
    const TopicMetrics made{
        counter("delivered"), counter("failed"),
        registry.GetHistogram("kafka_producer_delivery_seconds", "From the hand-over to the report",
                              {{"topic", topic}})};
    return &topics.emplace(topic, made).first->second;
  }

  void Produce(const Record& record, Report report) {
    auto pending = std::make_unique<Pending>(
        Pending{std::move(report), MetricsOf(record.topic), steady_clock::now()});
    ++unreported;
    const auto producer = Current();
    const auto error = Enqueue(producer.get(), record, pending.get());
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      (void)pending.release();  // comes back in OnReport
      return;
    }
    {
      const MutexLock lock(mutex);
      refused.emplace_back(std::move(pending), error);
    }
    Wake(producer.get());
  }

  static rd_kafka_resp_err_t Enqueue(rd_kafka_t* producer, const Record& record, Pending* pending) {
    // Making a handle asks for the leaders of a topic that the client does not know yet;
    // producing by name would leave that to a timer of one second.
    const TopicHandle topic(rd_kafka_topic_new(producer, record.topic.c_str(), nullptr));
    if (!topic) return rd_kafka_last_error();
    HeadersHandle headers = ToHeaders(record);
    const auto error = rd_kafka_producev(
        producer, RD_KAFKA_V_RKT(topic.get()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY(record.has_key ? record.key.data() : nullptr, record.key.size()),
        RD_KAFKA_V_VALUE(record.has_value ? const_cast<char*>(record.value.data()) : nullptr,
                         record.value.size()),
        RD_KAFKA_V_HEADERS(headers.get()), RD_KAFKA_V_OPAQUE(pending), RD_KAFKA_V_END);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) (void)headers.release();  // the message's now
    return error;
  }

  static void OnReport(rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
    const std::unique_ptr<Pending> pending(static_cast<Pending*>(message->_private));
    static_cast<Impl*>(self)->Finish(*pending, message->err);
  }

  void Finish(const Pending& pending, rd_kafka_resp_err_t error) {
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      pending.metrics->delivered.Add();
      pending.metrics->delivery.Observe(
          std::chrono::duration<double>(steady_clock::now() - pending.started).count());
    } else {
      pending.metrics->failed.Add();
    }
    try {
      pending.report(error == RD_KAFKA_RESP_ERR_NO_ERROR ? std::string() : ErrorText(error));
    } catch (const std::exception& failure) {
      log::Error("kafka report handler failed", {{"why", failure.what()}});
    }
    if (--unreported == 0) {
      const MutexLock lock(mutex);
      all_reported.notify_all();
    }
  }

  void Poll(const std::stop_token& stop) {
    bool warm = false;
    while (!stop.stop_requested()) {
      // The first answer brings the connection, the topics and the producer id along, so that
      // the first record does not have to wait for them.
      if (!warm) warm = FetchMetadata(client.get(), Topics::kAll, kPoll) != nullptr;
      rd_kafka_poll(client.get(), warm ? static_cast<int>(kPoll.count()) : 0);
      ReportRefused();
      if (rd_kafka_fatal_error(client.get(), nullptr, 0) != RD_KAFKA_RESP_ERR_NO_ERROR) Replace();
      std::erase_if(retired, [](const auto& old) { return Drained(old); });
      queued.Set(static_cast<double>(unreported.load()));
    }
    Abandon();
  }

  void ReportRefused() {
    std::vector<std::pair<std::unique_ptr<Pending>, rd_kafka_resp_err_t>> ready;
    {
      const MutexLock lock(mutex);
      ready.swap(refused);
    }
    for (const auto& [pending, error] : ready) Finish(*pending, error);
  }

  // A fatal state never ends, but its producer can be left behind: what it holds fails now,
  // with an unknown outcome, as after any failed report.
  void Replace() {
    std::array<char, 256> why{};
    rd_kafka_fatal_error(client.get(), why.data(), why.size());
    log::Error("kafka producer is made anew", {{"why", why.data()}});
    auto fresh = MakeProducer();
    {
      const MutexLock lock(mutex);
      client.swap(fresh);
    }
    rd_kafka_purge(fresh.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    retired.push_back(std::move(fresh));
  }

  // True when nobody uses it any more and it has reported everything.
  static bool Drained(const std::shared_ptr<rd_kafka_t>& old) {
    rd_kafka_purge(old.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_poll(old.get(), 0);
    return old.use_count() == 1 && rd_kafka_outq_len(old.get()) == 0;
  }

  // Every report is called, even for what can no longer be sent.
  void Abandon() {
    retired.push_back(client);
    client.reset();
    const auto deadline = Deadline::After(kPurgeBudget);
    while (!retired.empty() && !deadline.Expired()) {
      std::erase_if(retired, [](const auto& old) {
        rd_kafka_poll(old.get(), 1);
        return Drained(old);
      });
    }
    ReportRefused();
  }

  void End() {
    auto last = Current();
    poller.request_stop();
    Wake(last.get());
    last.reset();  // the poller waits until nobody else holds it
    poller.join();
  }

  static void Wake(rd_kafka_t* producer) {
    const QueueHandle queue(rd_kafka_queue_get_main(producer));
    rd_kafka_queue_yield(queue.get());
  }

  bool Flush(milliseconds budget) {
    MutexLock lock(mutex);
    return all_reported.wait_for(lock.native(), budget, [this] { return unreported.load() == 0; });
  }

  const ProducerOptions options;
  metrics::Registry& registry;
  metrics::Gauge queued;
  std::atomic<std::size_t> unreported{0};

  Mutex mutex;
  std::condition_variable all_reported;
  std::map<std::string, TopicMetrics> topics ERP_GUARDED_BY(mutex);
  std::vector<std::pair<std::unique_ptr<Pending>, rd_kafka_resp_err_t>> refused
      ERP_GUARDED_BY(mutex);
  // Guarded by mutex for others; the poller, which alone replaces it, reads it without.
  std::shared_ptr<rd_kafka_t> client;

  std::vector<std::shared_ptr<rd_kafka_t>> retired;  // of the poller
  std::jthread poller;                               // last: stops first
};

Producer::Producer(ProducerOptions options, metrics::Registry& registry)
    : impl_(std::make_unique<Impl>(std::move(options), registry)) {}

Producer::~Producer() {
  Flush(kLastFlush);
  impl_->End();
}

void Producer::Publish(const bus::Message& message, Report report) {
  Produce(RecordOf(message), std::move(report));
}

void Producer::Produce(const Record& record, Report report) {
  impl_->Produce(record, std::move(report));
}

void Producer::ProduceAndWait(const Record& record, Deadline deadline) {
  struct Answer {
    Mutex mutex;
    std::condition_variable come;
    std::optional<std::string> error ERP_GUARDED_BY(mutex);
  };
  // Shared, because the report may come after the deadline.
  const auto answer = std::make_shared<Answer>();
  Produce(record, [answer](const std::string& error) {
    const MutexLock lock(answer->mutex);
    answer->error = error;
    answer->come.notify_one();
  });
  MutexLock lock(answer->mutex);
  answer->come.wait_until(lock.native(), deadline.when(), [&] {
    answer->mutex.AssertHeld();
    return answer->error.has_value();
  });
  if (!answer->error) throw Unavailable("kafka: no delivery report in time for " + record.topic);
  if (!answer->error->empty()) throw Unavailable("kafka: " + record.topic + ": " + *answer->error);
}

bool Producer::Probe(Deadline deadline) {
  const auto producer = impl_->Current();
  return FetchMetadata(producer.get(), Topics::kUsed, deadline.Remaining()) != nullptr;
}

bool Producer::Flush(milliseconds budget) { return impl_->Flush(budget); }

}  // namespace erp::kafka
