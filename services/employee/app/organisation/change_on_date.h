// Use case: somebody's department, position or manager changes from a date on, and what held when
// is read.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "employee/app/company_clock.h"
#include "employee/app/organisation/organisation_ports.h"

namespace erp::employee {

// Thread-safe; blocks on the history.
class ChangeOnDate {
 public:
  // Both must outlive the use case.
  ChangeOnDate(PlacementHistory& history, CompanyClock clock)
      : history_(history), clock_(std::move(clock)) {}

  // See PlacementHistory::Record; the time of the note is set here.
  Result<PlacementHistory::Recorded> Record(EmployeeId id,
                                            DatedChange change,
                                            const std::optional<RequestKey>& key = std::nullopt);
  Result<PlannedChange> Cancel(EmployeeId id, std::int64_t change) {
    return history_.Cancel(id, change, clock_.Now().at);
  }

  struct Timeline {
    std::vector<HistoryEntry> entries;
    std::vector<PlannedChange> plans;
  };
  Result<Timeline> Read(EmployeeId id);

  // What held on the date (absent: today); of a later date, what the plans of now make of it.
  struct Answer {
    Date on{};
    Placement placement;
  };
  Result<Answer> On(EmployeeId id, std::optional<Date> on);

 private:
  PlacementHistory& history_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
