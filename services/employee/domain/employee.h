// People of the company and the rules about them. Pure values and functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"
#include "employee/domain/date.h"

namespace erp::employee {

// What is said about a person; names may repeat.
struct Profile {
  std::string name;
  std::optional<std::string> email;
  std::string department;
  std::string position;
  std::optional<EmployeeId> manager;
  std::optional<Date> hired_on;

  friend bool operator==(const Profile&, const Profile&) = default;
};

struct Employee {
  EmployeeId id;
  Profile profile;
  bool active = true;
  std::int64_t version = 1;  // counts the changes of this row; the ETag
  Instant created_at;
};

// A change of a profile. Absent members stay as they are; an empty inner value clears one.
struct ProfileChange {
  std::string department;
  std::string position;
  std::optional<std::string> name;
  std::optional<std::optional<std::string>> email;
  std::optional<std::optional<EmployeeId>> manager;
  std::optional<std::optional<Date>> hired_on;
};

// 400 "invalid-body" with these mistakes.
Error InvalidBody(std::vector<FieldError> mistakes);

// All mistakes in a profile, with JSON pointers as a client would name the members.
std::vector<FieldError> Mistakes(const Profile& profile);

// The employee after the change. Refuses with kPreconditionFailed "version-mismatch" when
// `expected` is another version, with kConflict "employee-inactive" when the person has left,
// and with kInvalid when the new profile is wrong, a person managing themselves included.
Result<Employee> Changed(const Employee& employee,
                         const ProfileChange& change,
                         std::optional<std::int64_t> expected);

// The employee after leaving; no change when that was so already. Refuses with
// "version-mismatch" like Changed, but only while there is something to change.
Result<Employee> Deactivated(const Employee& employee, std::optional<std::int64_t> expected);

// The refusal of a manager who is unknown or has left; 400 at /managerId.
Error ManagerNotUsable();

// 404 "employee-not-found".
Error EmployeeNotFound();

// The same text for the same profile, and only for it: recognises a repeated request.
std::string Fingerprint(const Profile& profile);

}  // namespace erp::employee
