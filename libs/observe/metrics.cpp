#include "observe/metrics.h"

#include <utility>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "common/thread_annotations.h"

namespace erp::metrics {
namespace {

const prometheus::Histogram::BucketBoundaries& Buckets() {
  static const prometheus::Histogram::BucketBoundaries kBuckets{
      0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10};
  return kBuckets;
}

}  // namespace

struct Registry::Impl {
  prometheus::Registry registry;
  Mutex mutex;
  std::vector<std::function<void()>> updates ERP_GUARDED_BY(mutex);
};

void Counter::Add(double amount) const { counter_->Increment(amount); }
double Counter::Value() const { return counter_->Value(); }
void Gauge::Set(double value) const { gauge_->Set(value); }
void Gauge::Add(double amount) const { gauge_->Increment(amount); }
double Gauge::Value() const { return gauge_->Value(); }
void Histogram::Observe(double seconds) const { histogram_->Observe(seconds); }

Registry::Registry() : impl_(std::make_unique<Impl>()) {}
Registry::~Registry() = default;

Counter Registry::GetCounter(const std::string& name,
                             const std::string& help,
                             const Labels& labels) {
  auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(impl_->registry);
  return Counter(family.Add(labels));
}

Gauge Registry::GetGauge(const std::string& name, const std::string& help, const Labels& labels) {
  auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(impl_->registry);
  return Gauge(family.Add(labels));
}

Histogram Registry::GetHistogram(const std::string& name,
                                 const std::string& help,
                                 const Labels& labels) {
  auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(impl_->registry);
  return Histogram(family.Add(labels, Buckets()));
}

void Registry::OnScrape(std::function<void()> update) {
  const MutexLock lock(impl_->mutex);
  impl_->updates.push_back(std::move(update));
}

std::string Registry::Text() {
  std::vector<std::function<void()>> updates;
  {
    const MutexLock lock(impl_->mutex);
    updates = impl_->updates;
  }
  for (const auto& update : updates) update();
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace erp::metrics
