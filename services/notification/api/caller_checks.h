// Asks who connects, and whether those who are connected may go on, on threads of its own, so that
// the thread of the live sessions never waits for keys and accounts.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "auth/actor.h"
#include "common/bounded_queue.h"
#include "notification/app/live_feeds.h"
#include "notification/app/ports.h"

namespace erp::notification {

// Thread-safe.
class CallerChecks {
 public:
  struct Question {
    std::string authorization;
    std::optional<EmployeeId> login;
    // On the executor. Nothing: nobody knows now.
    std::function<void(std::optional<Result<auth::Caller>>)> done;
  };
  // A session that is connected.
  struct Open {
    SessionId session = 0;
    EmployeeId user;
    std::shared_ptr<const std::string> authorization;
  };
  struct Round {
    std::vector<Open> sessions;
    // On the executor, for each that may not go on. Where nobody knows now, it does.
    std::function<void(const Open&, const Error&)> refused;
  };

  // `threads` for Ask; AskAgain has one of its own, so that nobody who connects stands behind
  // thousands who are connected.
  CallerChecks(const auth::ActorSource& actors, Executor& executor, std::size_t threads);
  // Stops.
  ~CallerChecks();
  CallerChecks(const CallerChecks&) = delete;
  CallerChecks& operator=(const CallerChecks&) = delete;

  // False when 1,000 questions wait already.
  [[nodiscard]] bool Ask(Question&& question) { return questions_.TryPush(std::move(question)); }
  // One session after the other. False while a round waits: asked again at the next opportunity.
  [[nodiscard]] bool AskAgain(Round&& round) { return rounds_.TryPush(std::move(round)); }

  // Finishes the questions under way and drops the rest.
  void Stop();

 private:
  std::optional<Result<auth::Caller>> Determine(const std::string& authorization,
                                                std::optional<EmployeeId> login) const;
  void Run(const std::stop_token& stop);
  void RunRounds(const std::stop_token& stop);

  const auth::ActorSource& actors_;
  Executor& executor_;
  BoundedQueue<Question> questions_{1000};
  BoundedQueue<Round> rounds_{1};
  std::vector<std::jthread> threads_;  // last: stops first
};

}  // namespace erp::notification
