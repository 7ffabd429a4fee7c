#include "notification/api/caller_checks.h"

#include <exception>
#include <utility>

#include "observe/log.h"

namespace erp::notification {

CallerChecks::CallerChecks(const auth::ActorSource& actors, Executor& executor, std::size_t threads)
    : actors_(actors), executor_(executor) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { Run(stop); });
  }
  threads_.emplace_back([this](const std::stop_token& stop) { RunRounds(stop); });
}

CallerChecks::~CallerChecks() { Stop(); }

void CallerChecks::Stop() {
  for (auto& thread : threads_) thread.request_stop();
  questions_.Close();
  rounds_.Close();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

std::optional<Result<auth::Caller>> CallerChecks::Determine(const std::string& authorization,
                                                            std::optional<EmployeeId> login) const {
  static const auto kOwn = auth::Access::Actor({});
  static log::Throttle throttle(std::chrono::seconds(1));
  try {
    return actors_.Determine(kOwn, authorization, login);
  } catch (const std::exception& error) {
    if (throttle.Allow()) log::Warn("nobody knows who has a session", {{"why", error.what()}});
    return std::nullopt;
  }
}

void CallerChecks::Run(const std::stop_token& stop) {
  while (auto question = questions_.Pop()) {
    if (stop.stop_requested()) continue;
    auto caller = Determine(question->authorization, question->login);
    executor_.Post([done = std::move(question->done), caller = std::move(caller)]() mutable {
      done(std::move(caller));
    });
  }
}

void CallerChecks::RunRounds(const std::stop_token& stop) {
  while (const auto round = rounds_.Pop()) {
    for (const auto& open : round->sessions) {
      if (stop.stop_requested()) break;
      const auto caller = Determine(*open.authorization, open.user);
      if (!caller || *caller) continue;
      executor_.Post(
          [refused = round->refused, open, error = (*caller).error()] { refused(open, error); });
    }
  }
}

}  // namespace erp::notification
