// Use case: quests and who takes part are looked up.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "employee/app/company_clock.h"
#include "employee/app/quest/ports.h"
#include "employee/domain/organisation/rights.h"

namespace erp::employee {

// Thread-safe; blocks on the reader. What it is made of must outlive it.
class ReadQuests {
 public:
  ReadQuests(QuestReader& reader, CompanyClock clock) : reader_(reader), clock_(std::move(clock)) {}

  // Also a deleted one: who has taken it may finish. Refuses an unknown one: "quest-not-found".
  Result<QuestView> Get(QuestId id);
  std::vector<QuestView> List(const QuestFilter& filter, const QuestPage& page);
  // Both refuse an unknown person with "employee-not-found".
  Result<std::vector<Quest>> Available(EmployeeId person, const QuestPage& page);
  Result<std::vector<ParticipationView>> Of(EmployeeId person, const QuestPage& page);
  // Submissions that wait for a review, of which the viewer may see the work.
  std::vector<ParticipationView> Waiting(const Viewer& viewer,
                                         const std::optional<std::string>& department,
                                         const QuestPage& page);
  // Refuses an unknown quest, and with "not-permitted" who may not see this person's work on it.
  Result<std::vector<Attempt>> Attempts(const Viewer& viewer, QuestId quest, EmployeeId person);

 private:
  bool MaySeeWork(const Viewer& viewer, const Quest& quest, EmployeeId person);

  QuestReader& reader_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
