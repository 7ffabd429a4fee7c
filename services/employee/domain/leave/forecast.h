// What the jobs will enter into one person's ledger on dates to come if nothing else happens: lots
// that end, what is carried over of them, statutory grants that arise. The same as the jobs
// "leave-expiry" and "statutory-grants" do, run on every date in this order. Pure, thread-safe.
#pragma once

#include <optional>
#include <vector>

#include "employee/domain/leave/due_entries.h"
#include "employee/domain/leave/lots.h"
#include "employee/domain/leave/promotion_notice.h"
#include "employee/domain/leave/statutory_leave.h"

namespace erp::employee {

struct Forecast {
  std::vector<Entry> entries;  // in their order, numbered on; `on` is the date of the run
  LotBook lots;                // after all of them
};

// What a forecast starts from.
struct ForecastFacts {
  EmployeeId employee;
  std::vector<Entry> entries;  // all that the person has
  // That arise; nothing for whom the job does not look at, as for who has left.
  std::optional<std::vector<StatutoryGrant>> grants;
  std::vector<PromotionNotice> notices;  // given so far
  CarryPolicy carry;
};

// From `today` to `until`, both inclusive. What a run of today has done already is not done again.
// Time linear in what happens, not in the dates between.
Forecast ForecastOf(ForecastFacts facts, Date today, Date until);

}  // namespace erp::employee
