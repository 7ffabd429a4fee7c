// The use cases of the employee service at a time that is set: what people do in them is entered as
// if it had happened then. Not thread-safe; several on one pool may be used at once.
#pragma once

#include <atomic>
#include <chrono>
#include <vector>

#include "common/clock.h"
#include "employee/app/use_cases.h"
#include "employee/clients/event_encoder.h"
#include "employee/clients/leave_documents_client.h"
#include "employee/config.h"
#include "employee/store/stores.h"
#include "mysql/pool.h"
#include "observe/metrics.h"

namespace erp::demo {

class SetClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return now_; }
  void Set(Instant now) { now_ = now; }

 private:
  std::atomic<Instant> now_{Instant()};
};

// Messages stay in the outbox until a daemon of the service sends them.
class LeftToTheDaemon final : public employee::Publisher {
 public:
  void Publish(std::vector<employee::OutgoingMessage> /*messages*/) override {}
};

// Nobody leaves here, so nobody's work is asked for.
class NoWork final : public employee::WorkSource {
 public:
  employee::WaitingWork WaitingFor(EmployeeId /*person*/) override { return {}; }
  void HandOver(EmployeeId /*person*/) override {}
};

class TimedService {
 public:
  // Annual leave is granted as the law says, from the day of hire; everything else is as `config`
  // says. The pool must outlive it.
  TimedService(const employee::Config& config, mysql::Pool& pool);

  // The minute of a day, as clocks of the company show it.
  void SetTime(employee::Date date, std::chrono::minutes of_day);

  employee::UseCases& app() { return app_; }
  employee::Ports& ports() { return ports_; }

 private:
  SetClock clock_;
  metrics::Registry registry_;
  employee::LeaveDocumentsClient documents_;
  employee::JsonEventEncoder encoder_;
  LeftToTheDaemon publisher_;
  NoWork work_;
  employee::Stores stores_;
  employee::Ports ports_;
  employee::UseCases app_;
};

}  // namespace erp::demo
