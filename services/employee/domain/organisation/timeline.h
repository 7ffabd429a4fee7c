// Where somebody was in the organisation on a date: entries that hold from their date until the
// next one, and changes that are planned. Plain values and pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"
#include "employee/domain/date.h"
#include "employee/domain/organisation/department.h"

namespace erp::employee {

using ChangeId = Id<struct PlannedChangeTag>;

struct Placement {
  std::optional<DepartmentId> department_id;
  std::string department;  // its name then
  std::string position;
  std::optional<EmployeeId> manager;

  friend bool operator==(const Placement&, const Placement&) = default;
};

// Who recorded something, when and why.
struct Note {
  std::optional<std::string> reason = std::nullopt;
  std::optional<EmployeeId> actor = std::nullopt;
  Instant at{};
};

struct HistoryEntry {
  std::int64_t id = 0;  // counts up in the order of recording
  Date effective_on{};
  Placement placement;
  std::string kind;  // hired, changed, corrected, found
  Note note;
  bool replaced = false;  // an entry of the same date was recorded later
};

// What changes of a placement; absent members stay as they are then.
struct PlacementChange {
  std::optional<DepartmentId> department_id = std::nullopt;
  std::optional<std::string> department = std::nullopt;
  std::optional<std::string> position = std::nullopt;
  std::optional<std::optional<EmployeeId>> manager = std::nullopt;

  [[nodiscard]] bool Nothing() const {
    return !department_id && !department && !position && !manager;
  }
};

enum class PlanState : std::uint8_t { kPlanned, kApplied, kCanceled, kRefused };

struct PlannedChange {
  std::int64_t id = 0;
  EmployeeId employee;
  Date effective_on{};
  PlacementChange change;
  Note note;
  PlanState state = PlanState::kPlanned;
  std::optional<std::string> refusal = std::nullopt;  // of kRefused: the code of an error
};

const char* PlanStateName(PlanState state);
PlanState ParsePlanState(const std::string& name);  // throws std::logic_error

// Sorted by (effective_on, id), with `replaced` set.
void Arrange(std::vector<HistoryEntry>& entries);

// Of arranged entries: what held on the date; nothing before the first one.
std::optional<Placement> PlacementOn(const std::vector<HistoryEntry>& entries, Date on);

// What will hold on the date when the planned changes until then are applied.
Placement WithPlanned(Placement placement, const std::vector<PlannedChange>& plans, Date on);

// The placement after a change.
Placement Changed(Placement placement, const PlacementChange& change);

// 404 "change-not-found"; 409 "change-settled": it was applied, canceled or refused.
Error ChangeNotFound();
Error ChangeSettled();
// 404 "no-history": the person was not in the company on that date.
Error NoHistoryOn(Date on);

}  // namespace erp::employee
