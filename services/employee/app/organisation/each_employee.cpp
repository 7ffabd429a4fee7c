#include "employee/app/organisation/each_employee.h"

namespace erp::employee {

void ForEachActive(EmployeeRepository& people,
                   const std::stop_token& stop,
                   Date on,
                   const std::function<void(const Employee&)>& act) {
  PeoplePage page;
  while (!stop.stop_requested()) {
    const auto listed = people.List({}, page, on);
    for (const auto& person : listed) {
      if (stop.stop_requested()) return;
      act(person.employee);
    }
    if (listed.size() < static_cast<std::size_t>(page.limit)) return;
    page.before = listed.back().employee.id;
  }
}

}  // namespace erp::employee
