#include "approval-request/clients/employee_directory.h"

#include <algorithm>
#include <string>

#include "json/json.h"
#include "json/object_reader.h"

namespace erp::approval_request {
namespace {

constexpr std::chrono::milliseconds kTimeout{1000};
constexpr json::TextLimits kAnyText{0, 1000};
constexpr std::size_t kMostRoles = 100;
constexpr int kOk = 200;
constexpr int kNotFound = 404;

std::pair<EmployeeId, Person> PersonOf(const json::Value& value) {
  json::ObjectReader reader(value, "", json::UnknownMembers::kIgnore);
  const auto id = reader.Id<EmployeeId>("id");
  auto name = reader.Text("name", kAnyText);
  auto department = reader.Text("department", kAnyText);
  auto position = reader.Text("position", kAnyText);
  const auto active = reader.OptionalBoolean("active");
  const auto manager = reader.OptionalId<EmployeeId>("managerId");
  if (reader.Finish() || !active) {
    throw Unavailable("employee: a person in its answer is not complete");
  }
  return {
      *id,
      {{*id, *std::move(name), *std::move(position), *std::move(department)}, *active, manager}};
}

}  // namespace

People EmployeeDirectory::Find(const std::vector<EmployeeId>& ids) {
  std::string path = "/internal/employees?ids=";
  for (const EmployeeId id : ids) path.append(id.str()).append(",");
  path.pop_back();
  const auto answer = client_.Send("GET", path, "", {}, Deadline::After(kTimeout));
  if (answer.status != 200) {
    throw Unavailable("employee: status " + std::to_string(answer.status) + " for people");
  }
  const auto body = json::Parse(answer.body);
  if (!body || !body->is_array()) throw Unavailable("employee: its answer is not an array");
  People people;
  for (const auto& value : *body) people.insert(PersonOf(value));
  return people;
}

bool EmployeeDirectory::IsHumanResources(EmployeeId person) {
  const auto answer = client_.Send("GET", "/internal/employees/" + person.str() + "/roles", "", {},
                                   Deadline::After(kTimeout));
  if (answer.status == kNotFound) return false;
  if (answer.status != kOk) {
    throw Unavailable("employee: status " + std::to_string(answer.status) + " for roles");
  }
  const auto body = json::Parse(answer.body);
  if (!body) throw Unavailable("employee: the roles in its answer are no JSON");
  json::ObjectReader reader(*body, "", json::UnknownMembers::kIgnore);
  const auto active = reader.OptionalBoolean("active");
  const auto* roles = reader.Array("roles", 0, kMostRoles);
  if (reader.Finish() || !active) {
    throw Unavailable("employee: the roles in its answer are not complete");
  }
  return *active && std::any_of(roles->begin(), roles->end(), [](const json::Value& role) {
    return role.is_string() && role.get<std::string>() == "hr";
  });
}

}  // namespace erp::approval_request
