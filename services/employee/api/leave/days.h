// Amounts and dates of leave as clients see them.
#pragma once

#include <optional>

#include "employee/domain/date.h"
#include "employee/domain/leave/minutes.h"

namespace erp::employee {

// Days as a JSON value: a whole number where it can be.
template <typename JsonValue>
JsonValue Days(Minutes minutes) {
  if (minutes.count() % Minutes::kPerDay == 0) return minutes.count() / Minutes::kPerDay;
  return minutes.Days();
}

template <typename JsonValue>
JsonValue OrNull(const std::optional<Date>& date) {
  return date ? JsonValue(FormatDate(*date)) : JsonValue();
}

}  // namespace erp::employee
