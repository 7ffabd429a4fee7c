// What other services learn when a person changes. Pure values and functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/id.h"
#include "employee/domain/date.h"
#include "employee/domain/organisation/employee.h"

namespace erp::employee {

enum class PersonChange {
  kHired,
  kProfile,  // name, number, position, e-mail address or date of hire
  kManager,
  kDepartment,
  kLeft,
  kReturned,
  kSuccessor,  // of somebody who had left
  kRoleSet,    // no part of the states before and after
};

// One change of one row, of one version.
struct PersonChanged {
  std::vector<PersonChange> changes;
  std::optional<Employee> before;  // nothing of somebody hired
  Employee after;                  // with the version after the change
  std::optional<EmployeeId> reassign_to;
  Date effective_on;  // the company's date from which on it holds
  Instant at;
};

// Somebody was hired at `at`, on the company's date `on`; it holds from the day of hire.
PersonChanged HiredBy(Employee person, Instant at, Date on);

// "hired"
const char* Word(PersonChange change);

// "employee:{id}:{version}": the same whenever it is published.
std::string EventId(const PersonChanged& event);

// What is different between the two; empty when nothing is.
std::vector<PersonChange> Differences(const Employee& before, const Employee& after);

}  // namespace erp::employee
