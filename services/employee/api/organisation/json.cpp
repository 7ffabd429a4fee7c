#include "employee/api/organisation/json.h"

#include <utility>

#include "employee/api/dates.h"
#include "employee/api/leave/days.h"
#include "employee/domain/refusals.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::employee {
namespace {

std::optional<std::string> OptionalEmail(json::ObjectReader& reader) {
  auto email = reader.OptionalText("email", kEmailText);
  if (!email) return std::nullopt;
  if (auto mistake = EmailMistake(*email)) reader.Mistake("email", *std::move(mistake));
  return email;
}

bool IsNull(const json::Value& object, const char* name) {
  if (!object.is_object()) return false;
  const auto member = object.find(name);
  return member != object.end() && member->is_null();
}

// A member that may be left out, but not cleared.
std::optional<std::string> KeptText(json::ObjectReader& reader,
                                    const json::Value& object,
                                    const char* name) {
  if (IsNull(object, name)) reader.Mistake(name, "must not be null");
  return reader.OptionalText(name, kProfileText);
}

template <typename T>
json::Value OrNull(const std::optional<T>& value) {
  return value ? json::Value(*value) : json::Value();
}

// `whole`: with what the directory says of a person to those only who may see it.
json::Value PersonValue(const Person& person, bool whole) {
  const auto& employee = person.employee;
  const auto& profile = employee.profile;
  json::Value value{{"id", employee.id.value()},
                    {"name", profile.name},
                    {"email", OrNull(profile.email)},
                    {"department", profile.department},
                    {"departmentId", nullptr},
                    {"position", profile.position},
                    {"managerId", nullptr},
                    {"hiredOn", nullptr},
                    {"leftOn", nullptr},
                    {"number", OrNull(employee.number)},
                    {"active", employee.active},
                    {"version", employee.version},
                    {"annualLeaveBalance", nullptr},
                    {"attendanceCount", nullptr},
                    {"createdAt", FormatInstant(employee.created_at)}};
  if (profile.manager) value["managerId"] = profile.manager->value();
  if (profile.department_id) value["departmentId"] = profile.department_id->value();
  if (!whole) return value;
  value["annualLeaveBalance"] = Days<json::Value>(person.leave.available());
  value["attendanceCount"] = person.attendance.running();
  if (profile.hired_on) value["hiredOn"] = FormatDate(*profile.hired_on);
  if (employee.left_on) value["leftOn"] = FormatDate(*employee.left_on);
  return value;
}

template <typename Items, typename ToValue>
std::string PrintArray(const Items& items, ToValue to_value) {
  auto array = json::Value::array();
  for (const auto& item : items) array.push_back(to_value(item));
  return json::Dump(array);
}

// Members that a client cannot change: an answer of this service may be sent back as it is, but
// a client that means to change one of them learns that it did not happen. The version is compared
// where the change is decided.
void CheckReadOnly(json::ObjectReader& reader, const json::Value& object, const Person& now) {
  const auto present = PersonValue(now, true);
  for (const auto* name :
       {"id", "active", "annualLeaveBalance", "attendanceCount", "createdAt", "leftOn", "number"}) {
    const json::Value* sent = reader.Any(name);
    const bool same = sent == nullptr ? !IsNull(object, name) || present.at(name).is_null()
                                      : *sent == present.at(name);
    if (!same) reader.Mistake(name, kReadOnly);
  }
}

}  // namespace

Result<Profile> ReadProfile(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  Profile profile;
  profile.name = reader.Text("name", kProfileText).value_or("");
  profile.email = OptionalEmail(reader);
  profile.department_id = reader.OptionalId<DepartmentId>("departmentId");
  profile.department = reader.Text("department", kProfileText).value_or("");
  profile.position = reader.Text("position", kProfileText).value_or("");
  profile.manager = reader.OptionalId<EmployeeId>("managerId");
  profile.hired_on = OptionalDate(reader, "hiredOn");
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return profile;
}

Result<ProfileChange> ReadProfileChange(const std::string& body, const Person& now) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  if (value->is_object() && value->empty()) return InvalidBody({{"", "names nothing to change"}});
  json::ObjectReader reader(*value);
  ProfileChange change;
  change.name = KeptText(reader, *value, "name");
  change.department = KeptText(reader, *value, "department");
  if (IsNull(*value, "departmentId") && now.employee.profile.department_id) {
    reader.Mistake("departmentId", "must not be null");
  }
  change.department_id = reader.OptionalId<DepartmentId>("departmentId");
  change.position = KeptText(reader, *value, "position");
  const auto email = OptionalEmail(reader);
  const auto manager = reader.OptionalId<EmployeeId>("managerId");
  const auto hired_on = OptionalDate(reader, "hiredOn");
  if (email || IsNull(*value, "email")) change.email.emplace(email);
  if (manager || IsNull(*value, "managerId")) change.manager.emplace(manager);
  if (hired_on || IsNull(*value, "hiredOn")) change.hired_on.emplace(hired_on);
  change.version = reader.OptionalInteger("version", 1, INT64_MAX);
  CheckReadOnly(reader, *value, now);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return change;
}

std::string PrintCreated(EmployeeId id) { return json::Dump({{"id", id.value()}}); }

std::string PrintPerson(const Person& person, bool whole) {
  return json::Dump(PersonValue(person, whole));
}

std::string PrintPeople(const std::vector<Person>& people, const std::vector<bool>& whole) {
  auto array = json::Value::array();
  for (std::size_t i = 0; i < people.size(); ++i) {
    array.push_back(PersonValue(people[i], whole.at(i)));
  }
  return json::Dump(array);
}

std::string PrintTeam(const std::vector<Person>& people, const std::vector<bool>& whole) {
  auto array = json::Value::array();
  for (std::size_t i = 0; i < people.size(); ++i) {
    const auto& person = people[i];
    array.push_back({{"id", person.employee.id.value()},
                     {"name", person.employee.profile.name},
                     {"position", person.employee.profile.position},
                     {"leaveBalance", nullptr}});
    if (whole.at(i)) array.back()["leaveBalance"] = Days<json::Value>(person.leave.available());
  }
  return json::Dump(array);
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
