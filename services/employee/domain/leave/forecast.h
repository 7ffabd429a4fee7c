// What the jobs will enter into one person's ledger on dates to come if nothing else happens: lots
// that end, what is carried over of them, statutory grants that arise. The same as the jobs
// "leave-expiry" and "statutory-grants" do, run on every date in this order. Pure, thread-safe.
#pragma once

#include <vector>

#include "employee/domain/leave/due_entries.h"
#include "employee/domain/leave/lots.h"

namespace erp::employee {

struct Forecast {
  std::vector<Entry> entries;  // in their order, numbered on; `on` is the date of the run
  LotBook lots;                // after all of them
};

// From `today` to `until`, both inclusive. `entries` are all that the person has, `grants` those
// statutory ones that arise up to `until`: none for who has left. What a run of today has done
// already is not done again. Time linear in what happens, not in the dates between.
Forecast ForecastOf(EmployeeId employee,
                    const std::vector<Entry>& entries,
                    const std::vector<StatutoryGrant>& grants,
                    const CarryPolicy& carry,
                    Date today,
                    Date until);

}  // namespace erp::employee
