// The load itself: creates documents on schedule, decides them, watches for the frames.
// One thread, one io_context; what is slow is the system under load, never this.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "load/http_pool.h"
#include "load/options.h"
#include "load/people.h"
#include "load/samples.h"
#include "load/stomp_session.h"

namespace erp::bench {

// Counts and times of the documents that were due in the measured time.
struct Results {
  Samples create_ack;   // due -> answer
  Samples decide_ack;   // due -> answer
  Samples frame;        // decision due -> the drafter's WebSocket shows it
  Samples create_late;  // due -> sent: this program's own part of the above
  Samples decide_late;
  std::size_t documents = 0;
  std::size_t completed = 0;     // created, decided and shown
  std::size_t decides_held = 0;  // due later than planned, because the create was late
  std::size_t frames_missing = 0;
  std::map<std::string, std::size_t> answers;  // "create 201" -> count
  std::map<std::string, std::size_t> errors;   // "decide 503" -> count
  std::size_t warmup_failures = 0;
  std::size_t sessions_lost = 0;
  std::string first_problem;  // what the first failure said
  std::size_t connections = 0;
  std::size_t resent = 0;
};

class Load {
 public:
  // Throws std::runtime_error when a host is unknown.
  Load(const Options& options, People people);

  // Opens the sessions, runs the schedule, waits for the rest; blocks until then. Throws
  // std::runtime_error when a session cannot be opened.
  Results Run();

 private:
  using Clock = std::chrono::steady_clock;

  struct Flow {
    Clock::time_point due;
    Clock::time_point decide_due;
    bool measured = false;
    bool decided = false;
    bool shown = false;
    bool over = false;
  };

  void OpenSessions();
  void Plan();
  void ArmNext();
  void Create(std::size_t index);
  void OnCreated(std::size_t index, const Answer& answer);
  void PlanDecision(std::size_t index, std::int64_t request_id);
  void Decide(std::size_t index, std::int64_t request_id);
  void OnDecided(std::size_t index, const Answer& answer);
  void OnMessage(const std::string& body);
  void OnLost(const std::string& why);
  void Fail(std::size_t index, const std::string& step, const Answer& answer);
  void CheckComplete(std::size_t index);
  void End(std::size_t index);

  [[nodiscard]] std::int64_t Drafter(std::size_t index) const;
  [[nodiscard]] std::int64_t Approver(std::size_t index) const;
  [[nodiscard]] std::string Key(const char* step, std::size_t index) const;

  const Options options_;
  const People people_;
  const std::string run_;  // makes the idempotency keys of this run its own
  boost::asio::io_context io_;
  HttpPool approvals_;
  HttpPool process_;
  boost::asio::steady_timer tick_;
  boost::asio::steady_timer drain_;
  std::vector<std::shared_ptr<StompSession>> sessions_;
  std::size_t ready_ = 0;
  std::string opening_failed_;
  bool running_ = false;

  std::vector<Flow> flows_;
  std::size_t next_ = 0;
  std::size_t over_ = 0;
  std::unordered_map<std::int64_t, std::size_t> by_request_;
  Results results_;
};

}  // namespace erp::bench
