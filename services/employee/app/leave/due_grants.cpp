#include "employee/app/leave/due_grants.h"

#include "employee/domain/leave/attendance_facts.h"

namespace erp::employee {

std::vector<StatutoryGrant> DueGrants::Of(const Employee& employee, Date until) const {
  const auto& hired = employee.profile.hired_on;
  if (!policy_ || !hired) return {};
  const Employment employment{.hired = *hired, .last_day = std::nullopt};
  const auto absences = absences_.get().Of(employee.id);
  // Most people have none, and need no calendar.
  if (absences.empty()) return StatutoryGrants(employment, *policy_, {}, until);
  const auto calendar = calendars_.get().Of(employee.id);
  const auto facts = AttendanceFactsOf(employment, *policy_, absences, calendar, until);
  return StatutoryGrants(employment, *policy_, facts, until);
}

}  // namespace erp::employee
