#include "employee/domain/employee.h"

#include <utility>

#include "common/sha256.h"
#include "employee/domain/text.h"

namespace erp::employee {
namespace {

constexpr std::size_t kLongestText = 100;

std::optional<Error> VersionMismatch(const Employee& employee,
                                     std::optional<std::int64_t> expected) {
  if (!expected || *expected == employee.version) return std::nullopt;
  return Error{ErrorCode::kPreconditionFailed, "version-mismatch",
               "Somebody changed this employee in the meantime; read it again."};
}

// Length first, so that no two profiles run together to the same text.
void Append(std::string& text, const std::optional<std::string>& part) {
  text += part ? std::to_string(part->size()) + ":" + *part : "-";
  text += '\n';
}

}  // namespace

Error InvalidBody(std::vector<FieldError> mistakes) {
  return {ErrorCode::kInvalid, "invalid-body", "The body has mistakes; see errors.",
          std::move(mistakes)};
}

std::vector<FieldError> Mistakes(const Profile& profile) {
  std::vector<FieldError> mistakes;
  const auto note = [&](const char* pointer, std::optional<std::string> mistake) {
    if (mistake) mistakes.push_back({pointer, std::move(*mistake)});
  };
  note("/name", TextMistake(profile.name, 1, kLongestText));
  note("/department", TextMistake(profile.department, 1, kLongestText));
  note("/position", TextMistake(profile.position, 1, kLongestText));
  if (profile.email) note("/email", EmailMistake(*profile.email));
  return mistakes;
}

Result<Employee> Changed(const Employee& employee,
                         const ProfileChange& change,
                         std::optional<std::int64_t> expected) {
  if (auto mismatch = VersionMismatch(employee, expected)) return *std::move(mismatch);
  if (!employee.active) {
    return Error{ErrorCode::kConflict, "employee-inactive", "This person has left the company."};
  }
  Employee changed = employee;
  auto& profile = changed.profile;
  profile.department = change.department;
  profile.position = change.position;
  if (change.name) profile.name = *change.name;
  if (change.email) profile.email = *change.email;
  if (change.manager) profile.manager = *change.manager;
  if (change.hired_on) profile.hired_on = *change.hired_on;
  auto mistakes = Mistakes(profile);
  if (profile.manager == employee.id) mistakes.push_back({"/managerId", "must be somebody else"});
  if (!mistakes.empty()) return InvalidBody(std::move(mistakes));
  return changed;
}

Result<Employee> Deactivated(const Employee& employee, std::optional<std::int64_t> expected) {
  if (!employee.active) return employee;
  if (auto mismatch = VersionMismatch(employee, expected)) return *std::move(mismatch);
  Employee changed = employee;
  changed.active = false;
  return changed;
}

Error ManagerNotUsable() { return InvalidBody({{"/managerId", "must be an active employee"}}); }

Error EmployeeNotFound() {
  return {ErrorCode::kNotFound, "employee-not-found", "There is no such employee."};
}

std::string Fingerprint(const Profile& profile) {
  std::string text;
  Append(text, profile.name);
  Append(text, profile.email);
  Append(text, profile.department);
  Append(text, profile.position);
  Append(text, profile.manager ? std::optional(profile.manager->str()) : std::nullopt);
  Append(text, profile.hired_on ? std::optional(FormatDate(*profile.hired_on)) : std::nullopt);
  return Sha256Hex(text);
}

}  // namespace erp::employee
