// What employee publishes of people (topic employee-events, key employeeId): for services that keep
// something of them. Schema: proto/events/employee.changed. Thread-safety and errors as in
// approval_events.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"

namespace erp::contracts {

// What other services know of a person; nothing that only concerns the person, such as an address.
struct EmployeeState {
  std::string name;
  std::string department;
  std::string position;
  std::optional<EmployeeId> manager;
  bool active = true;

  friend bool operator==(const EmployeeState&, const EmployeeState&) = default;
};

// A person was hired, has changed, or has left. An event whose version is not above the last one
// that was seen of this person is old: ignore it. Numbers may be skipped.
struct EmployeeChanged {
  static constexpr const char* kType = "employee.changed";

  EmployeeId employee;
  std::int64_t version = 1;  // of the person after the change
  // At least one of hired profile manager department left returned successor, or a newer word.
  std::vector<std::string> changes;
  std::optional<EmployeeState> before;  // nothing of somebody hired
  EmployeeState after;
  std::string effective_on;               // company date, YYYY-MM-DD
  std::optional<EmployeeId> reassign_to;  // of a leaver: who takes over what waits
  Instant at{};

  friend bool operator==(const EmployeeChanged&, const EmployeeChanged&) = default;
};

std::string Encode(const EmployeeChanged& event);
Result<EmployeeChanged> DecodeEmployeeChanged(std::string_view body);

}  // namespace erp::contracts
