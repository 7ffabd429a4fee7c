#include "kafka/consumer.h"

#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "common/retry.h"
#include "common/thread_annotations.h"
#include "kafka/internal/lanes.h"
#include "kafka/internal/membership.h"
#include "kafka/messages.h"
#include "observe/log.h"
#include "observe/trace.h"

namespace erp::kafka {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Tries for a handler that throws something else than Unavailable.
constexpr int kFaultsAllowed = 5;
constexpr milliseconds kDeadLetterBudget{3000};
constexpr std::size_t kReasonMost = 1024;

enum class Outcome { kDone, kAgain, kFault, kDead };

double Seconds(steady_clock::duration time) { return std::chrono::duration<double>(time).count(); }

struct TopicMetrics {
  TopicMetrics(metrics::Registry& registry, const metrics::Labels& labels)
      : done(registry.GetCounter("kafka_consumer_done_total", "Records handled", labels)),
        retries(registry.GetCounter(
            "kafka_consumer_retries_total", "Tries of a record after its first", labels)),
        dead(registry.GetCounter("kafka_consumer_dead_letters_total",
                                 "Records written to the dead-letter topic",
                                 labels)),
        handler(registry.GetHistogram(
            "kafka_consumer_handler_seconds", "Time of one try of a handler", labels)),
        lag(registry.GetHistogram("kafka_consumer_lag_seconds",
                                  "From the write of a record to the start of its first try",
                                  labels)),
        in_flight(registry.GetGauge("kafka_consumer_in_flight", "Unfinished records", labels)),
        oldest(registry.GetGauge("kafka_consumer_oldest_unfinished_seconds",
                                 "Time since the oldest unfinished record was written",
                                 labels)) {}

  metrics::Counter done;
  metrics::Counter retries;
  metrics::Counter dead;
  metrics::Histogram handler;
  metrics::Histogram lag;
  metrics::Gauge in_flight;
  metrics::Gauge oldest;
};

Record DeadLetter(const Task& task, const std::string& group) {
  Record letter = task.record;
  letter.topic += ".dlq";
  letter.headers["dlq_reason"] = task.dead_reason.substr(0, kReasonMost);
  letter.headers["dlq_topic"] = task.record.topic;
  letter.headers["dlq_partition"] = std::to_string(task.record.partition);
  letter.headers["dlq_offset"] = std::to_string(task.record.offset);
  letter.headers["dlq_attempts"] = std::to_string(task.tries);
  letter.headers["dlq_group"] = group;
  return letter;
}

}  // namespace

struct Consumer::Impl {
  Impl(ConsumerOptions consumer_options,
       RecordHandler record_handler,
       Producer& dead_letter_bus,
       metrics::Registry& registry)
      : options(std::move(consumer_options)),
        handler(std::move(record_handler)),
        dead_letters(dead_letter_bus),
        lanes(std::make_shared<Lanes>()),
        membership(options, *lanes, registry) {
    for (const auto& topic : options.topics) {
      metrics.try_emplace(topic, registry,
                          metrics::Labels{{"topic", topic}, {"group", options.group}});
    }
    // The registry may be scraped after this consumer has gone.
    registry.OnScrape([work = std::weak_ptr<Lanes>(lanes), copy = metrics] {
      const auto present = work.lock();
      const auto loads = present ? present->Measure() : std::map<std::string, Lanes::Load>();
      for (const auto& [topic, gauges] : copy) ShowLoad(gauges, loads, topic);
    });
  }

  static void ShowLoad(const TopicMetrics& gauges,
                       const std::map<std::string, Lanes::Load>& loads,
                       const std::string& topic) {
    const auto found = loads.find(topic);
    const bool busy = found != loads.end() && found->second.oldest_written;
    gauges.in_flight.Set(busy ? static_cast<double>(found->second.unfinished) : 0);
    gauges.oldest.Set(busy ? Age(*found->second.oldest_written) : 0);
  }

  static double Age(Instant written) {
    return std::chrono::duration<double>(SystemClock().Now() - written).count();
  }

  void Work() {
    while (const auto claim = lanes->Take()) Handle(*claim);
  }

  void Handle(const Lanes::Claim& claim) {
    Task& task = claim.Head();
    const TopicMetrics& counters = metrics.at(task.record.topic);
    const trace::Scope scope(trace::FromHeader(task.record.Header("traceparent")));
    Outcome outcome = task.dead_reason.empty() ? Try(task, counters) : Outcome::kDead;
    if (outcome == Outcome::kDead) outcome = Bury(task, counters);
    if (outcome == Outcome::kDone) {
      lanes->Finish(claim);
    } else {
      lanes->Retry(claim, outcome == Outcome::kFault ? FaultPause(task) : task.backoff.Next());
    }
  }

  [[nodiscard]] std::chrono::milliseconds FaultPause(const Task& task) const {
    Backoff pauses(options.fault_first, options.fault_most);
    for (int i = 1; i < task.faults; ++i) (void)pauses.Next();
    return pauses.Next();
  }

  Outcome Try(Task& task, const TopicMetrics& counters) {
    if (++task.tries == 1) {
      counters.lag.Observe(Age(task.record.timestamp));
    } else {
      counters.retries.Add();
    }
    const auto started = steady_clock::now();
    const Outcome outcome = RunHandler(task);
    counters.handler.Observe(Seconds(steady_clock::now() - started));
    if (outcome == Outcome::kDone) counters.done.Add();
    return outcome;
  }

  Outcome RunHandler(Task& task) {
    try {
      const Result<void> result = handler(task.record);
      if (result) return Outcome::kDone;
      task.dead_reason = result.error().slug + ": " + result.error().message.English();
      return Outcome::kDead;
    } catch (const Unavailable& error) {
      LogUnavailability("kafka handler tries again", task, error.what());
      return Outcome::kAgain;
    } catch (const std::exception& error) {
      return Fault(task, error.what());
    } catch (...) {
      return Fault(task, "an exception of an unknown type");
    }
  }

  Outcome Fault(Task& task, const std::string& what) {
    LogUnavailability("kafka handler failed", task, what);
    if (++task.faults < kFaultsAllowed) return Outcome::kFault;
    task.dead_reason = "handler failed: " + what;
    return Outcome::kDead;
  }

  // The record counts as done only when its dead letter is acknowledged.
  Outcome Bury(Task& task, const TopicMetrics& counters) {
    try {
      dead_letters.ProduceAndWait(DeadLetter(task, options.group),
                                  Deadline::After(kDeadLetterBudget));
    } catch (const Unavailable& error) {
      LogUnavailability("kafka dead letter not written", task, error.what());
      return Outcome::kAgain;
    }
    counters.dead.Add();
    log::Error("kafka record became a dead letter", {{"topic", task.record.topic},
                                                     {"partition", task.record.partition},
                                                     {"offset", task.record.offset},
                                                     {"event_id", task.record.Header("ce_id")},
                                                     {"why", task.dead_reason}});
    return Outcome::kDone;
  }

  void LogUnavailability(std::string_view message, const Task& task, std::string_view why) {
    if (!trouble_lines.Allow()) return;
    log::Warn(message, {{"topic", task.record.topic},
                        {"partition", task.record.partition},
                        {"offset", task.record.offset},
                        {"tries", task.tries},
                        {"why", why}});
  }

  void Start() {
    const MutexLock lock(mutex);
    if (stopped || poller.joinable()) return;
    for (std::size_t i = 0; i < options.workers; ++i) workers.emplace_back([this] { Work(); });
    poller = std::jthread([this](const std::stop_token& stop) { membership.Run(stop); });
  }

  void Stop() {
    const MutexLock lock(mutex);
    stopped = true;
    // Ends with offsets stored and the membership closed; workers go on until then.
    poller.request_stop();
    if (poller.joinable()) poller.join();
    lanes->Close();
    workers.clear();  // joins; a handler that is still running has its own deadlines
  }

  const ConsumerOptions options;
  const RecordHandler handler;
  Producer& dead_letters;
  std::map<std::string, TopicMetrics> metrics;  // constant after construction
  log::Throttle trouble_lines{std::chrono::seconds(1)};
  const std::shared_ptr<Lanes> lanes;
  Membership membership;

  Mutex mutex;  // Start and Stop
  bool stopped ERP_GUARDED_BY(mutex) = false;
  std::vector<std::jthread> workers;
  std::jthread poller;
};

Consumer::Consumer(ConsumerOptions options,
                   bus::Handler handler,
                   Producer& dead_letters,
                   metrics::Registry& registry)
    : Consumer(std::move(options),
               RecordHandler([handler = std::move(handler)](const Record& record) {
                 return handler(MessageOf(record));
               }),
               dead_letters,
               registry) {}

Consumer::Consumer(ConsumerOptions options,
                   RecordHandler handler,
                   Producer& dead_letters,
                   metrics::Registry& registry)
    : impl_(
          std::make_unique<Impl>(std::move(options), std::move(handler), dead_letters, registry)) {}

Consumer::~Consumer() { Stop(); }

void Consumer::Start() { impl_->Start(); }
void Consumer::Stop() { impl_->Stop(); }
void Consumer::Rewind() { impl_->membership.Rewind(); }
std::optional<std::string> Consumer::Unavailability() const {
  return impl_->membership.Unavailability();
}

}  // namespace erp::kafka
