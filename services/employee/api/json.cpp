#include "employee/api/json.h"

#include <utility>

#include "employee/api/days.h"
#include "employee/domain/text.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::employee {
namespace {

// Lengths and characters are the domain's business; this only keeps out the absurd.
constexpr json::TextLimits kAnyText{0, 10'000};

std::optional<std::string> TrimmedText(json::ObjectReader& reader, const char* name) {
  auto text = reader.Text(name, kAnyText);
  return text ? std::optional(Trimmed(*text)) : std::nullopt;
}

std::optional<std::string> OptionalTrimmedText(json::ObjectReader& reader, const char* name) {
  auto text = reader.OptionalText(name, kAnyText);
  return text ? std::optional(Trimmed(*text)) : std::nullopt;
}

std::optional<Date> OptionalDate(json::ObjectReader& reader, const char* name) {
  const auto text = reader.OptionalText(name, kAnyText);
  if (!text) return std::nullopt;
  const auto date = ParseDate(*text);
  if (!date) reader.Mistake(name, "must be a date, YYYY-MM-DD");
  return date;
}

bool IsNull(const json::Value& object, const char* name) {
  if (!object.is_object()) return false;
  const auto member = object.find(name);
  return member != object.end() && member->is_null();
}

// Adds the domain's mistakes in a profile. What could not be read at all is known already, and
// a made-up value stands in its place.
void AddMistakes(json::ObjectReader& reader, const Profile& profile) {
  for (const auto& mistake : Mistakes(profile)) {
    reader.Mistake(mistake.pointer.substr(1), mistake.detail);
  }
}

template <typename T>
json::Value OrNull(const std::optional<T>& value) {
  return value ? json::Value(*value) : json::Value();
}

json::Value PersonValue(const Person& person) {
  const auto& employee = person.employee;
  const auto& profile = employee.profile;
  json::Value value{{"id", employee.id.value()},
                    {"name", profile.name},
                    {"email", OrNull(profile.email)},
                    {"department", profile.department},
                    {"position", profile.position},
                    {"managerId", nullptr},
                    {"hiredOn", nullptr},
                    {"active", employee.active},
                    {"version", employee.version},
                    {"annualLeaveBalance", Days<json::Value>(person.leave.available())},
                    {"attendanceCount", 0},
                    {"createdAt", FormatInstant(employee.created_at)}};
  if (profile.manager) value["managerId"] = profile.manager->value();
  if (profile.hired_on) value["hiredOn"] = FormatDate(*profile.hired_on);
  return value;
}

template <typename Items, typename ToValue>
std::string PrintArray(const Items& items, ToValue to_value) {
  auto array = json::Value::array();
  for (const auto& item : items) array.push_back(to_value(item));
  return json::Dump(array);
}

constexpr const char* kPlaceholder = "-";  // stands for a member that is a mistake already

}  // namespace

Result<Profile> ReadProfile(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  Profile profile;
  profile.name = TrimmedText(reader, "name").value_or(kPlaceholder);
  profile.email = OptionalTrimmedText(reader, "email");
  profile.department = TrimmedText(reader, "department").value_or(kPlaceholder);
  profile.position = TrimmedText(reader, "position").value_or(kPlaceholder);
  profile.manager = reader.OptionalId<EmployeeId>("managerId");
  profile.hired_on = OptionalDate(reader, "hiredOn");
  AddMistakes(reader, profile);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return profile;
}

Result<ProfileChange> ReadProfileChange(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  ProfileChange change;
  change.department = TrimmedText(reader, "department").value_or(kPlaceholder);
  change.position = TrimmedText(reader, "position").value_or(kPlaceholder);
  change.name = OptionalTrimmedText(reader, "name");
  const auto email = OptionalTrimmedText(reader, "email");
  const auto manager = reader.OptionalId<EmployeeId>("managerId");
  const auto hired_on = OptionalDate(reader, "hiredOn");
  if (email || IsNull(*value, "email")) change.email.emplace(email);
  if (manager || IsNull(*value, "managerId")) change.manager.emplace(manager);
  if (hired_on || IsNull(*value, "hiredOn")) change.hired_on.emplace(hired_on);
  AddMistakes(reader, {change.name.value_or(kPlaceholder), email, change.department,
                       change.position, std::nullopt, std::nullopt});
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return change;
}

std::string PrintCreated(EmployeeId id) { return json::Dump({{"id", id.value()}}); }

std::string PrintPerson(const Person& person) { return json::Dump(PersonValue(person)); }

std::string PrintPeople(const std::vector<Person>& people) {
  return PrintArray(people, PersonValue);
}

std::string PrintTeam(const std::vector<Person>& people) {
  return PrintArray(people, [](const Person& person) {
    return json::Value{{"id", person.employee.id.value()},
                       {"name", person.employee.profile.name},
                       {"position", person.employee.profile.position},
                       {"leaveBalance", Days<json::Value>(person.leave.available())}};
  });
}

std::string PrintEmployees(const std::vector<Employee>& employees) {
  return PrintArray(employees, [](const Employee& employee) {
    const auto& manager = employee.profile.manager;
    return json::Value{{"id", employee.id.value()},
                       {"name", employee.profile.name},
                       {"department", employee.profile.department},
                       {"position", employee.profile.position},
                       {"managerId", manager ? json::Value(manager->value()) : json::Value()},
                       {"active", employee.active},
                       {"version", employee.version}};
  });
}

}  // namespace erp::employee
