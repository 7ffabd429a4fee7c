// An amount of leave as clients see it.
#pragma once

#include "employee/domain/leave/minutes.h"

namespace erp::employee {

// Days as a JSON value: a whole number where it can be.
template <typename JsonValue>
JsonValue Days(Minutes minutes) {
  if (minutes.count() % Minutes::kPerDay == 0) return minutes.count() / Minutes::kPerDay;
  return minutes.Days();
}

}  // namespace erp::employee
