// People of the company and the rules about them. Pure values and functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"
#include "common/unicode.h"
#include "employee/domain/date.h"
#include "employee/domain/organisation/department.h"

namespace erp::employee {

// What is said about a person; names may repeat.
struct Profile {
  std::string name;
  std::optional<std::string> email;
  std::string department;
  std::string position;
  std::optional<EmployeeId> manager;
  std::optional<Date> hired_on;
  // The department of that name; nothing: the store finds it, or makes one at the root.
  std::optional<DepartmentId> department_id = std::nullopt;

  friend bool operator==(const Profile&, const Profile&) = default;
};

// Names, departments and positions; white space at the ends does not count.
inline constexpr unicode::TextLimits kProfileText{
    .min = 1, .max = 100, .single_line = true, .not_blank = true, .trimmed = true};
// What EmailMistake then looks at more closely.
inline constexpr unicode::TextLimits kEmailText{.max = 254, .single_line = true, .trimmed = true};

struct Employee {
  EmployeeId id;
  Profile profile;
  bool active = true;
  std::int64_t version = 1;  // counts the changes of this row; the ETag
  Instant created_at;
  std::optional<std::string> number = std::nullopt;  // 사번: the company's own, by imports
  std::optional<Date> left_on = std::nullopt;
};

// A change of a profile. Absent members stay as they are; an empty inner value clears one.
struct ProfileChange {
  std::optional<std::string> name = std::nullopt;
  std::optional<std::string> department = std::nullopt;
  std::optional<DepartmentId> department_id = std::nullopt;
  std::optional<std::string> position = std::nullopt;
  std::optional<std::optional<std::string>> email = std::nullopt;
  std::optional<std::optional<EmployeeId>> manager = std::nullopt;
  std::optional<std::optional<Date>> hired_on = std::nullopt;
  // The version that the body was read at, when it says so.
  std::optional<std::int64_t> version = std::nullopt;
};

// The rule for members that a client cannot change.
inline constexpr const char* kReadOnly = "is read-only and has another value now";

// All mistakes in a profile, with JSON pointers as a client would name the members.
std::vector<FieldError> Mistakes(const Profile& profile);

// What is wrong with an e-mail address, or nothing: local@domain.tld, at most 254 characters and
// none of them a space.
std::optional<Message> EmailMistake(std::string_view text);

// The employee after the change, whose texts are within their limits. Refuses with kConflict
// "employee-inactive" when the person has left, and with kInvalid when somebody would manage
// themselves. When something changes, also with kPreconditionFailed "version-mismatch" when
// `expected` is another version, and with kInvalid when the change's own version is. A change
// that has happened already is none, so it may be repeated (RFC 9110, 13.1.1). Of a department's
// name and id the one that differs from before counts; the other may be what an answer had.
Result<Employee> Changed(const Employee& employee,
                         const ProfileChange& change,
                         std::optional<std::int64_t> expected);

// The employee after leaving; no change when that was so already. Refuses with
// "version-mismatch" like Changed, but only while there is something to change.
Result<Employee> Deactivated(const Employee& employee, std::optional<std::int64_t> expected);

// The refusal of a manager who is unknown or has left; 400 at /managerId.
Error ManagerNotUsable();

// 409 "manager-ring": each of these is, or would be, managed by the next one and the last by the
// first. They are named in the sentence and as ids in the member `ring`.
Error ManagerRing(const std::vector<EmployeeId>& ring);

// The same text for the same profile, and only for it: recognises a repeated request.
std::string Fingerprint(const Profile& profile);

}  // namespace erp::employee
