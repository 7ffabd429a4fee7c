// The addresses of one other service and what is known of each: kept connections, refusals,
// lateness. Private to this library.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/thread_annotations.h"
#include "http/client.h"

namespace httplib {
class Client;
}

namespace erp::http {

enum class Outcome {
  kAnswered,
  kFull,     // answered that it takes no more now
  kRefused,  // no connection could be made; nothing was sent
  kBroken,   // the connection ended before the answer
  kLate,     // no answer in the time given
};

// Thread-safe.
class Peers {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Peers(const ClientOptions& options);
  ~Peers();

  // A call's place among those that may run at once; given back by Leave(). Blocks until the
  // deadline; throws Unavailable then, or at once when too many wait already.
  void Enter(Deadline deadline);
  void Leave();

  // Indices of the addresses that a call may try, best first; empty while all are frozen and have
  // their callers. Given back by EndOrder().
  std::vector<std::size_t> BeginOrder();
  void EndOrder(const std::vector<std::size_t>& order);

  // A kept or new connection to the address. Keep() only what was answered on.
  std::unique_ptr<httplib::Client> Take(std::size_t address);
  void Keep(std::size_t address, std::unique_ptr<httplib::Client> connection);

  void Note(std::size_t address, Outcome outcome);

 private:
  struct Address;
  [[nodiscard]] bool Frozen(const Address& address, Clock::time_point now) const
      ERP_REQUIRES(mutex_);

  struct Address {
    std::string url;
    std::vector<std::unique_ptr<httplib::Client>> idle;
    std::size_t late_in_a_row = 0;
    Clock::time_point late_since{};   // of the first of these
    Clock::time_point avoid_until{};  // refused, full or late lately: last choice
    std::size_t callers = 0;          // that have it in their order
  };

  const ClientOptions options_;
  Mutex mutex_;
  std::condition_variable freed_;
  std::vector<Address> addresses_ ERP_GUARDED_BY(mutex_);  // size constant
  std::size_t running_ ERP_GUARDED_BY(mutex_) = 0;
  std::size_t waiting_ ERP_GUARDED_BY(mutex_) = 0;
  std::size_t turn_ ERP_GUARDED_BY(mutex_) = 0;
};

}  // namespace erp::http
