// Use case: where somebody's balance of a date comes from, line by line, and for a date to come
// what will be entered up to it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "employee/app/company_clock.h"
#include "employee/app/leave/due_grants.h"
#include "employee/app/leave/ports.h"
#include "employee/app/leave/promotion_ports.h"
#include "employee/app/organisation/ports.h"
#include "employee/app/quest/ports.h"
#include "employee/domain/leave/due_entries.h"
#include "employee/domain/leave/lots.h"

namespace erp::employee {

struct LeaveExplanation {
  Date on;
  Totals totals;  // valid on that date: what GET leave-balance says on it
  std::vector<Lot> lots;
  std::vector<Taking> takings;
  // Up to that date. For a date to come all that are known today, and then those to come.
  std::vector<Entry> entries;
  std::size_t known = 0;  // how many of the entries there are; the others are to come
  std::map<EmployeeId, std::string> actors;   // names of who did it
  std::map<ParticipationId, QuestId> quests;  // of rewards
};

// Later dates are not asked for: what is valid then is nobody's to say.
inline constexpr std::chrono::years kLongestForecast{30};

// Thread-safe; blocks on its ports, which must outlive it.
class ExplainLeave {
 public:
  ExplainLeave(LeaveLedger& ledger,
               EmployeeRepository& people,
               QuestReader& quests,
               PromotionRegister& notices,
               CompanyClock clock,
               DueGrants due,
               CarryPolicy carry)
      : ledger_(ledger),
        people_(people),
        quests_(quests),
        notices_(notices),
        clock_(std::move(clock)),
        due_(std::move(due)),
        carry_(carry) {}

  // Without a date: today. Of a past date what was known on it, with what was entered later left
  // out. Refuses an unknown employee, and a date more than kLongestForecast away with
  // "invalid-query".
  Result<LeaveExplanation> Run(EmployeeId employee, std::optional<Date> on);

 private:
  [[nodiscard]] std::optional<std::vector<StatutoryGrant>> GrantsTo(EmployeeId employee,
                                                                    Date until);
  void Name(LeaveExplanation& explanation);

  LeaveLedger& ledger_;
  EmployeeRepository& people_;
  QuestReader& quests_;
  PromotionRegister& notices_;
  const CompanyClock clock_;
  // What a forecast reckons with: the rules of the jobs.
  const DueGrants due_;
  const CarryPolicy carry_;
};

}  // namespace erp::employee
