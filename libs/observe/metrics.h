// Metrics in the Prometheus text format. Create each metric once, keep the reference, and
// use it from any thread; updating costs nanoseconds. Labels are bounded sets (route
// patterns, topics, results), never ids.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace erp::metrics {

using Labels = std::map<std::string, std::string>;

class Counter {
 public:
  explicit Counter(prometheus::Counter& counter) : counter_(&counter) {}
  void Add(double amount = 1) const;
  [[nodiscard]] double Value() const;

 private:
  prometheus::Counter* counter_;
};

class Gauge {
 public:
  explicit Gauge(prometheus::Gauge& gauge) : gauge_(&gauge) {}
  void Set(double value) const;
  void Add(double amount) const;
  [[nodiscard]] double Value() const;

 private:
  prometheus::Gauge* gauge_;
};

class Histogram {
 public:
  explicit Histogram(prometheus::Histogram& histogram) : histogram_(&histogram) {}
  void Observe(double seconds) const;

 private:
  prometheus::Histogram* histogram_;
};

// Thread-safe. Must outlive every metric taken from it: main() makes it first.
class Registry {
 public:
  Registry();
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // The same name and labels give the same metric again.
  Counter GetCounter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge GetGauge(const std::string& name, const std::string& help, const Labels& labels = {});
  // Buckets from 0.5 ms to 10 s.
  Histogram GetHistogram(const std::string& name,
                         const std::string& help,
                         const Labels& labels = {});

  // Runs before each scrape, for values that are cheaper to read than to keep.
  void OnScrape(std::function<void()> update);

  // The whole registry as a scrape answer.
  std::string Text();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace erp::metrics
