#include "http/internal/peers.h"

#include <httplib.h>

#include <algorithm>
#include <utility>

#include "common/error.h"
#include "common/text_list.h"
#include "common/thread_annotations.h"

namespace erp::http {
namespace {

constexpr std::chrono::seconds kAvoid{1};

}  // namespace

Peers::Peers(const ClientOptions& options) : options_(options) {
  for (auto& url : CommaList(options.base_url)) {
    addresses_.emplace_back();
    addresses_.back().url = std::move(url);
  }
}

Peers::~Peers() = default;

void Peers::Enter(Deadline deadline) {
  MutexLock lock(mutex_);
  if (running_ >= options_.connections) {
    if (waiting_ >= options_.waiting) {
      throw Unavailable("too many calls to " + options_.name + " wait already");
    }
    ++waiting_;
    const bool free = freed_.wait_until(lock.native(), deadline.when(), [this] {
      mutex_.AssertHeld();
      return running_ < options_.connections;
    });
    --waiting_;
    if (!free) throw Unavailable("no free connection to " + options_.name);
  }
  ++running_;
}

void Peers::Leave() {
  {
    const MutexLock lock(mutex_);
    --running_;
  }
  freed_.notify_one();
}

bool Peers::Frozen(const Address& address, Clock::time_point now) const {
  return address.late_in_a_row >= options_.late_calls &&
         now - address.late_since >= options_.late_for;
}

std::vector<std::size_t> Peers::BeginOrder() {
  const auto now = Clock::now();
  const MutexLock lock(mutex_);
  std::vector<std::size_t> good, doubtful;
  for (std::size_t i = 0; i < addresses_.size(); ++i) {
    const std::size_t index = (turn_ + i) % addresses_.size();
    const auto& address = addresses_[index];
    if (Frozen(address, now)) {
      // First, or nobody would learn that it answers again.
      if (address.callers < options_.probes) good.insert(good.begin(), index);
    } else {
      (now < address.avoid_until ? doubtful : good).push_back(index);
    }
  }
  ++turn_;
  good.insert(good.end(), doubtful.begin(), doubtful.end());
  for (const auto index : good) ++addresses_[index].callers;
  return good;
}

void Peers::EndOrder(const std::vector<std::size_t>& order) {
  const MutexLock lock(mutex_);
  for (const auto index : order) --addresses_[index].callers;
}

std::unique_ptr<httplib::Client> Peers::Take(std::size_t address) {
  std::string url;
  {
    const MutexLock lock(mutex_);
    auto& idle = addresses_[address].idle;
    if (!idle.empty()) {
      auto connection = std::move(idle.back());
      idle.pop_back();
      return connection;
    }
    url = addresses_[address].url;
  }
  auto connection = std::make_unique<httplib::Client>(url);
  connection->set_keep_alive(true);
  connection->set_tcp_nodelay(true);
  return connection;
}

void Peers::Keep(std::size_t address, std::unique_ptr<httplib::Client> connection) {
  const MutexLock lock(mutex_);
  addresses_[address].idle.push_back(std::move(connection));
}

void Peers::Note(std::size_t index, Outcome outcome) {
  const auto now = Clock::now();
  const MutexLock lock(mutex_);
  auto& address = addresses_[index];
  if (outcome == Outcome::kLate) {
    if (address.late_in_a_row++ == 0) address.late_since = now;
  } else if (outcome != Outcome::kBroken) {
    address.late_in_a_row = 0;  // a replica that answers or refuses is not frozen
  }
  address.avoid_until = outcome == Outcome::kAnswered ? Clock::time_point{} : now + kAvoid;
}

}  // namespace erp::http
