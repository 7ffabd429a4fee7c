#include "approval-request/clients/employee_sink.h"

#include <utility>

#include "common/error.h"

namespace erp::approval_request {
namespace {

constexpr std::chrono::milliseconds kProbeBudget{500};

}  // namespace

EmployeeSink::EmployeeSink(Ready ready, EmployeeSinkOptions options)
    : ready_(std::move(ready)), options_(options), queue_(options.queue) {}

EmployeeSink::~EmployeeSink() { Stop(); }

void EmployeeSink::Start(Carry carry) {
  carry_ = std::move(carry);
  started_ = true;
  for (std::size_t i = 0; i < options_.threads; ++i) {
    threads_.emplace_back([this] { Run(carry_); });
  }
}

void EmployeeSink::Stop() {
  stopped_ = true;
  queue_.Close();
  threads_.clear();
}

void EmployeeSink::Deliver(const outbox::Entry& entry, outbox::Sink::Report report) {
  if (!started_ || stopped_) return report(false);
  Delivery delivery{entry, std::move(report), outages_};
  if (queue_.TryPush(std::move(delivery))) return;
  delivery.report(false);  // NOLINT(bugprone-use-after-move): a full queue leaves it here
}

bool EmployeeSink::Carried(const Carry& carry, const Delivery& delivery) {
  try {
    carry(delivery.entry);
    return true;
  } catch (const Unavailable& error) {
    if (lines_.Allow()) {
      log::Warn("a message to employee waits", {{"id", delivery.entry.id}, {"why", error.what()}});
    }
  } catch (const std::exception& error) {
    log::Error("a message to employee failed", {{"id", delivery.entry.id}, {"why", error.what()}});
  }
  return false;
}

void EmployeeSink::Run(const Carry& carry) {
  while (auto delivery = queue_.Pop()) {
    auto outages = delivery->outages;
    const bool tried = !stopped_ && outages == outages_;
    const bool delivered = tried && Carried(carry, *delivery);
    // One that fails by itself says nothing about employee; one that cannot be asked does.
    if (tried && !delivered && !ready_(Deadline::After(kProbeBudget))) {
      outages_.compare_exchange_strong(outages, outages + 1);
    }
    delivery->report(delivered);
  }
}

}  // namespace erp::approval_request
