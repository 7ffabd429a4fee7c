// The quests of a year: one every two or three weeks, offered by a head of department, taken by two
// people, reviewed by a third, claimed. The last ones are still open. Not thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demo/timed_service.h"

namespace erp::demo {

// Of one department.
struct QuestTeam {
  std::string department;
  EmployeeId creator;
  EmployeeId reviewer;
  EmployeeId first;
  EmployeeId second;
};

class QuestLife {
 public:
  // `service` must outlive it.
  QuestLife(TimedService& service, std::vector<QuestTeam> teams, employee::Date begins);

  // What happens to quests on that date; dates in their order.
  void Live(employee::Date date);

 private:
  struct Running {
    employee::QuestId quest;
    std::size_t team = 0;
    std::size_t task = 0;
    employee::Date offered;
  };

  void Offer(employee::Date date);
  void Move(const Running& running, int day);
  void Submit(const Running& running, EmployeeId person, int attempt);
  void Review(const Running& running, EmployeeId person, const employee::Review& review);

  TimedService& service_;
  const std::vector<QuestTeam> teams_;
  const employee::Date begins_;
  std::size_t offered_ = 0;
  std::vector<Running> running_;
};

}  // namespace erp::demo
