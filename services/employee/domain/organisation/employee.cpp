#include "employee/domain/organisation/employee.h"

#include <utility>

#include "common/sha256.h"
#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

constexpr std::size_t kLongestEmail = 254;
constexpr std::size_t kLongestLocalPart = 64;

std::optional<Error> VersionMismatch(const Employee& employee,
                                     std::optional<std::int64_t> expected) {
  if (!expected || *expected == employee.version) return std::nullopt;
  return Error{ErrorCode::kPreconditionFailed, "version-mismatch",
               "Somebody changed this employee in the meantime; read it again."};
}

void ChangeDepartment(Profile& profile, const ProfileChange& change) {
  const bool other_name = change.department && change.department != profile.department;
  const bool other_id = change.department_id && change.department_id != profile.department_id;
  if (other_id) {
    profile.department_id = change.department_id;
    // Found by its id; a name beside it is held against it.
    profile.department = other_name ? *change.department : "";
  } else if (other_name) {
    profile.department = *change.department;
    profile.department_id = std::nullopt;
  }
}

// Length first, so that no two profiles run together to the same text.
void Append(std::string& text, const std::optional<std::string>& part) {
  text += part ? std::to_string(part->size()) + ":" + *part : "-";
  text += '\n';
}

}  // namespace

std::vector<FieldError> Mistakes(const Profile& profile) {
  std::vector<FieldError> mistakes;
  const auto note = [&](const char* pointer, std::optional<Message> mistake) {
    if (mistake) mistakes.push_back({pointer, std::move(*mistake)});
  };
  note("/name", unicode::Clean(profile.name, kProfileText).mistake);
  note("/department", unicode::Clean(profile.department, kProfileText).mistake);
  note("/position", unicode::Clean(profile.position, kProfileText).mistake);
  if (profile.email) note("/email", EmailMistake(*profile.email));
  return mistakes;
}

std::optional<Message> EmailMistake(std::string_view text) {
  const auto at = text.find('@');
  const auto dot = text.rfind('.');
  const bool sane = text.size() <= kLongestEmail && !unicode::Clean(text, kEmailText).mistake &&
                    text.find(' ') == std::string_view::npos && at != std::string_view::npos &&
                    at >= 1 && at <= kLongestLocalPart &&
                    text.find('@', at + 1) == std::string_view::npos &&
                    dot != std::string_view::npos && dot > at + 1 && dot + 1 < text.size() &&
                    text.find("..") == std::string_view::npos;
  if (sane) return std::nullopt;
  return "must be an e-mail address";
}

Result<Employee> Changed(const Employee& employee,
                         const ProfileChange& change,
                         std::optional<std::int64_t> expected) {
  if (!employee.active) {
    return Error{ErrorCode::kConflict, "employee-inactive", "This person has left the company."};
  }
  Employee changed = employee;
  auto& profile = changed.profile;
  if (change.name) profile.name = *change.name;
  ChangeDepartment(profile, change);
  if (change.position) profile.position = *change.position;
  if (change.email) profile.email = *change.email;
  if (change.manager) profile.manager = *change.manager;
  if (change.hired_on) profile.hired_on = *change.hired_on;
  if (profile == employee.profile) return changed;
  if (auto mismatch = VersionMismatch(employee, expected)) return *std::move(mismatch);
  std::vector<FieldError> mistakes;
  if (profile.manager == employee.id) mistakes.push_back({"/managerId", "must be somebody else"});
  if (change.version && *change.version != employee.version) {
    mistakes.push_back({"/version", kReadOnly});
  }
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

Error ManagerRing(const std::vector<EmployeeId>& ring) {
  std::string arrows;
  std::vector<std::int64_t> ids;
  for (const auto id : ring) {
    arrows += id.str() + " → ";
    ids.push_back(id.value());
  }
  return {ErrorCode::kConflict,
          "manager-ring",
          Message("The managers would form a ring: {}.", arrows + ring.front().str()),
          {},
          {{"ring", std::move(ids)}}};
}

std::string Fingerprint(const Profile& profile) {
  std::string text;
  Append(text, profile.name);
  Append(text, profile.email);
  Append(text, profile.department);
  Append(text, profile.position);
  Append(text, profile.manager ? std::optional(profile.manager->str()) : std::nullopt);
  Append(text, profile.hired_on ? std::optional(FormatDate(*profile.hired_on)) : std::nullopt);
  // Only where it is given: keys of before keep their fingerprints.
  if (profile.department_id) Append(text, profile.department_id->str());
  return Sha256Hex(text);
}

}  // namespace erp::employee
