#include "employee/app/leave/leave_calendar.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

namespace erp::employee {
namespace {

bool Before(const AwayOn& a, const AwayOn& b) {
  return std::tie(a.date, a.part.from, a.part.to, a.approved) <
         std::tie(b.date, b.part.from, b.part.to, b.approved);
}

bool Same(const AwayOn& a, const AwayOn& b) { return !Before(a, b) && !Before(b, a); }

// Without amounts that name no date; a part that comes out of two lots is one.
std::vector<AwayOn> AwayOf(const std::vector<Taking>& takings, const WorkingCalendar& calendar) {
  std::vector<AwayOn> away;
  for (const auto& taking : takings) {
    if (taking.part.length() <= Minutes()) continue;
    away.push_back({taking.date, taking.part,
                    LeavePartOf({taking.part}, calendar.On(taking.date).workday), taking.consumed});
  }
  std::sort(away.begin(), away.end(), Before);
  away.erase(std::unique(away.begin(), away.end(), Same), away.end());
  return away;
}

}  // namespace

std::vector<CalendarRow> LeaveCalendar::Run(const PeopleFilter& filter,
                                            const PeoplePage& page,
                                            Date from,
                                            Date to) {
  const auto people = people_.List(filter, page, Today());
  std::vector<EmployeeId> ids;
  for (const auto& person : people) ids.push_back(person.employee.id);
  const auto taken = ledger_.Taken(from, to, ids);
  std::vector<CalendarRow> rows;
  for (const auto& person : people) {
    rows.push_back({person.employee, {}});
    const auto found = taken.find(person.employee.id);
    if (found == taken.end()) continue;
    rows.back().leave = AwayOf(found->second, calendars_.Of(person.employee.id));
  }
  return rows;
}

std::vector<Holiday> LeaveCalendar::HolidaysOf(Date from, Date to) {
  std::vector<Holiday> within;
  for (const auto& holiday : calendars_.All().all()) {
    if (holiday.date >= from && holiday.date <= to) within.push_back(holiday);
  }
  return within;
}

}  // namespace erp::employee
