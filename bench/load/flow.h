// The load itself: creates documents on schedule, decides them, watches for the frames.
// One thread, one io_context; what is slow is the system under load, never this.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "load/http_pool.h"
#include "load/in_flight.h"
#include "load/options.h"
#include "load/people.h"
#include "load/samples.h"
#include "load/stomp_session.h"

namespace erp::bench {

// When the schedule is measured; the moments of std::chrono::steady_clock.
struct Window {
  Moment from;
  Moment to;
};

// What happened to one document, warm-up included; Moment::max() for what has not.
struct Course {
  Moment due;
  Moment created = Moment::max();
  Moment decided = Moment::max();
  Moment shown = Moment::max();
};

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
  std::map<std::string, std::size_t> repeats;  // requests that went out again, by what came
  std::size_t warmup_failures = 0;
  std::size_t sessions_lost = 0;
  std::vector<std::size_t> in_flight;  // documents under way, each second of the measured time
  double growth_per_second = 0;        // of that number
  std::string first_problem;           // what the first failure said
  std::size_t connections = 0;
  std::size_t resent = 0;
};

class Load {
 public:
  // Throws std::runtime_error when a host is unknown.
  Load(const Options& options, People people);

  // Opens the sessions, runs the schedule, waits for the rest; blocks until then. `planned` is
  // called when it begins. Throws std::runtime_error when a session cannot be opened.
  Results Run(const std::function<void(const Window&)>& planned);

  // Of the last run, in the order of their due times.
  [[nodiscard]] std::vector<Course> Courses() const;

 private:
  using Clock = std::chrono::steady_clock;

  struct Flow {
    Course course;
    Moment decide_due;
    bool measured = false;
    bool over = false;

    [[nodiscard]] bool decided() const { return course.decided != Moment::max(); }
    [[nodiscard]] bool shown() const { return course.shown != Moment::max(); }
  };

  void OpenSessions();
  void OpenSession(std::size_t drafter);
  void Plan();
  void Summarise();
  void ArmNext();
  void Create(std::size_t index);
  void OnCreated(std::size_t index, const Answer& answer);
  void PlanDecision(std::size_t index, std::int64_t request_id);
  void Decide(std::size_t index, std::int64_t request_id);
  void OnDecided(std::size_t index, const Answer& answer);
  void OnMessage(std::size_t drafter, const std::string& body);
  void OnLost(std::size_t drafter, const std::string& why);
  // True when the request goes out again; `again` runs a moment later.
  bool Repeats(const char* step, const Answer& answer, std::function<void()> again);
  void After(Moment moment, std::function<void()> work);
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
  std::vector<std::shared_ptr<StompSession>> sessions_;  // by drafter
  std::vector<std::string> places_;                      // in the inbox, by drafter
  std::size_t ready_ = 0;
  std::string opening_failed_;
  bool running_ = false;
  Window window_;
  Moment give_up_;  // the end of the drain

  std::vector<Flow> flows_;
  std::size_t next_ = 0;
  std::size_t over_ = 0;
  std::unordered_map<std::int64_t, std::size_t> by_request_;
  Results results_;
};

}  // namespace erp::bench
