// What the company has decided about attendance; `employee --help` names the settings. Plain
// values.
#pragma once

#include <chrono>

#include "employee/domain/attendance/place.h"
#include "employee/domain/attendance/working_day.h"

namespace erp::employee {

struct AttendancePolicy {
  WorkingHours hours = {};
  // A check-in may be ended by a check-out of the next date this long, and is closed without one
  // afterwards. At most 24 hours.
  std::chrono::minutes check_out_window = std::chrono::hours(16);
  // How long the day that a milestone earns may be used; 0: without an end.
  int reward_valid_months = 12;
  PlaceRules place = {};
};

}  // namespace erp::employee
