// Days of work as long as no calendar says more: Monday to Friday for everybody, no holidays, no
// leave.
#pragma once

#include <map>
#include <vector>

#include "employee/app/attendance/ports.h"

namespace erp::employee {

// Thread-safe; blocks on nothing.
class WeekendPlans final : public DayPlans {
 public:
  std::map<EmployeeId, std::vector<PlannedDay>> Of(const std::vector<EmployeeId>& people,
                                                   Date from,
                                                   Date to) override;
};

}  // namespace erp::employee
