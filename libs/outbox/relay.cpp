#include "outbox/relay.h"

#include <thread>
#include <utility>

#include "common/thread_annotations.h"
#include "outbox/internal/core.h"

namespace erp::outbox {

bool Delivery::Wait(Deadline deadline) const {
  MutexLock lock(state_->mutex);
  state_->settled.wait_until(lock.native(), deadline.when(), [this] {
    state_->mutex.AssertHeld();
    return state_->failed || state_->open == 0;
  });
  return !state_->failed && state_->open == 0;
}

struct Relay::Impl {
  Impl(Source& source,
       const std::map<std::string, Sink*>& sinks,
       RelayOptions options,
       metrics::Registry& registry)
      : core(std::make_shared<Core>(source, sinks, options, registry)) {
    const auto in_flight =
        registry.GetGauge("outbox_in_flight", "Entries handed to a target, without a report yet");
    registry.OnScrape([weak = std::weak_ptr<Core>(core), in_flight] {
      const auto present = weak.lock();
      in_flight.Set(present ? static_cast<double>(present->InFlight()) : 0);
      if (present) present->WantMeasure();
    });
  }

  std::shared_ptr<Core> core;
  Mutex mutex;  // Start and Stop
  std::jthread thread ERP_GUARDED_BY(mutex);
};

Relay::Relay(Source& source,
             const std::map<std::string, Sink*>& sinks,
             RelayOptions options,
             metrics::Registry& registry)
    : impl_(std::make_unique<Impl>(source, sinks, options, registry)) {}

Relay::~Relay() { Stop(std::chrono::milliseconds(0)); }

void Relay::Start() {
  const MutexLock lock(impl_->mutex);
  if (impl_->thread.joinable() || impl_->core->Closed()) return;
  impl_->thread =
      std::jthread([core = impl_->core](const std::stop_token& stop) { core->Run(stop); });
}

void Relay::Stop(std::chrono::milliseconds budget) {
  const auto deadline = Deadline::After(budget);
  const MutexLock lock(impl_->mutex);
  if (impl_->core->Closed()) return;
  impl_->core->Close();
  if (!impl_->thread.joinable()) return;  // never started: its entries stay in the store
  impl_->thread.request_stop();
  impl_->thread.join();
  impl_->core->LastPass(deadline);
}

Delivery Relay::Submit(std::vector<Entry> entries) {
  auto state = std::make_shared<Delivery::State>(entries.size());
  const bool closed = impl_->core->Closed();
  impl_->core->Expect(entries.size());
  for (auto& entry : entries) {
    if (closed) {
      state->Settle(false);
    } else {
      impl_->core->Send(std::move(entry), state);
    }
  }
  return Delivery(std::move(state));
}

std::size_t Relay::Backlog() const {
  impl_->core->WantMeasure();
  return impl_->core->Waiting();
}

std::optional<std::string> Relay::Unavailability() const {
  const std::size_t count = impl_->core->SetAside();
  if (count == 0) return std::nullopt;
  return std::to_string(count) + " outbox entries cannot be read and are set aside";
}

}  // namespace erp::outbox
