// One person's year at work: comes and goes, and takes leave now and then. Which days, follows from
// the seed alone. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <random>

#include "demo/timed_service.h"

namespace erp::demo {

class WorkLife {
 public:
  // `service` must outlive it.
  WorkLife(TimedService& service, EmployeeId person, std::uint32_t seed);

  // Everything that the person does on that date; dates in their order. Leave is asked for in the
  // morning, approved on the next day and lies a week ahead; what the ledger refuses is not taken.
  void Live(employee::Date date);

 private:
  enum class Away { kNot, kMorning, kAfternoon, kAllDay };

  struct Wish {
    std::string source;
    std::vector<employee::LeaveDay> days;
  };

  [[nodiscard]] bool Chance(int percent_tenths);  // of 1,000
  [[nodiscard]] std::chrono::minutes Between(int first, int last);
  [[nodiscard]] employee::LeaveRequest WishFor(employee::Date date);
  void AskForLeave(employee::Date date, const employee::WorkingCalendar& calendar);
  void ApproveLeave(employee::Date date);
  [[nodiscard]] Away AwayOn(employee::Date date) const;
  void Work(employee::Date date, Away away);
  bool Post(employee::EntryKind kind, const Wish& wish);

  TimedService& service_;
  const EmployeeId person_;
  std::mt19937 random_;
  int wishes_ = 0;
  std::optional<Wish> asked_;  // yesterday
  std::vector<employee::LeaveDay> leave_;
};

}  // namespace erp::demo
