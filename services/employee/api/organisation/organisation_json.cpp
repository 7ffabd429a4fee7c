#include "employee/api/organisation/organisation_json.h"

#include <algorithm>
#include <utility>

#include "employee/domain/organisation/employee.h"
#include "employee/domain/refusals.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::employee {
namespace {

constexpr json::TextLimits kAnyText{0, 10'000};
constexpr json::TextLimits kReasonText{.min = 1, .max = 200, .not_blank = true, .trimmed = true};

bool IsNull(const json::Value& object, const char* name) {
  if (!object.is_object()) return false;
  const auto member = object.find(name);
  return member != object.end() && member->is_null();
}

// A member that null clears.
template <typename T>
std::optional<std::optional<T>> Clearable(const json::Value& object,
                                          const char* name,
                                          const std::optional<T>& value) {
  if (value || IsNull(object, name)) return std::optional<std::optional<T>>(std::in_place, value);
  return std::nullopt;
}

std::optional<Date> ReadDate(json::ObjectReader& reader, const char* name, bool required) {
  const auto text = required ? reader.Text(name, kAnyText) : reader.OptionalText(name, kAnyText);
  if (!text) return std::nullopt;
  const auto date = ParseDate(*text);
  if (!date) reader.Mistake(name, kDateRule);
  return date;
}

DepartmentChange ReadMembers(json::ObjectReader& reader, const json::Value& value) {
  DepartmentChange change;
  const auto code = reader.OptionalText("code", kCodeText);
  const auto parent = reader.OptionalId<DepartmentId>("parentId");
  const auto head = reader.OptionalId<EmployeeId>("headId");
  change.code = Clearable(value, "code", code);
  change.parent = Clearable(value, "parentId", parent);
  change.head = Clearable(value, "headId", head);
  change.order = reader.OptionalInteger("order", 0, kLastOrder);
  return change;
}

LineRule ReadRule(json::ObjectReader& reader) {
  LineRule rule;
  const auto kind =
      reader.Word("kind", {"manager", "department-head", "role", "employee"}).value_or("manager");
  rule.kind = ParseLineRule(kind).value();
  switch (rule.kind) {
    case LineRule::Kind::kManager:
      rule.level = reader.OptionalInteger("level", 1, kHighestManager).value_or(1);
      break;
    case LineRule::Kind::kDepartmentHead:
      rule.department_id = reader.OptionalId<DepartmentId>("departmentId");
      rule.department = reader.OptionalText("department", kProfileText);
      rule.climb = reader.OptionalBoolean("climb").value_or(true);
      if (rule.department && rule.department_id) {
        reader.Mistake("department", "must not stand beside departmentId");
      }
      break;
    case LineRule::Kind::kRole:
      rule.role = reader.Word("role", {kRoles.begin(), kRoles.end()}).value_or("");
      break;
    case LineRule::Kind::kEmployee:
      rule.employee = reader.Id<EmployeeId>("employeeId");
      break;
  }
  return rule;
}

}  // namespace

Result<DepartmentChange> ReadNewDepartment(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto name = reader.Text("name", kProfileText);
  auto change = ReadMembers(reader, *value);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  change.name = name;
  return change;
}

Result<DepartmentChange> ReadDepartmentChange(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  if (value->is_object() && value->empty()) return InvalidBody({{"", "names nothing to change"}});
  json::ObjectReader reader(*value);
  if (IsNull(*value, "name")) reader.Mistake("name", "must not be null");
  const auto name = reader.OptionalText("name", kProfileText);
  auto change = ReadMembers(reader, *value);
  change.active = reader.OptionalBoolean("active");
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  change.name = name;
  return change;
}

Result<JobPosition> ReadNewPosition(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  JobPosition position;
  position.name = reader.Text("name", kProfileText).value_or("");
  position.order = reader.Integer("order", 0, kLastOrder).value_or(0);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return position;
}

Result<std::int64_t> ReadPositionOrder(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto order = reader.Integer("order", 0, kLastOrder);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return order.value_or(0);
}

Result<Post> ReadPost(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  Post post;
  post.department_id = reader.OptionalId<DepartmentId>("departmentId");
  post.department = reader.Text("department", kProfileText).value_or("");
  post.position = reader.Text("position", kProfileText).value_or("");
  post.title = reader.OptionalText("title", kProfileText);
  post.manager = reader.OptionalId<EmployeeId>("managerId");
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return post;
}

Result<std::vector<std::string>> ReadRoles(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  std::vector<std::string> roles;
  if (const auto* array = reader.Array("roles", 0, kRoles.size())) {
    for (std::size_t i = 0; i < array->size(); ++i) {
      const auto& role = (*array)[i];
      const bool known = role.is_string() && std::find(kRoles.begin(), kRoles.end(),
                                                       role.get<std::string>()) != kRoles.end();
      if (known) {
        roles.push_back(role.get<std::string>());
      } else {
        reader.Mistake("roles/" + std::to_string(i),
                       "must be employee, manager, hr, auditor or admin");
      }
    }
  }
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return roles;
}

Result<DatedChange> ReadDatedChange(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  DatedChange change;
  change.effective_on = ReadDate(reader, "effectiveOn", true).value_or(Date{});
  change.change.department_id = reader.OptionalId<DepartmentId>("departmentId");
  change.change.department = reader.OptionalText("department", kProfileText);
  change.change.position = reader.OptionalText("position", kProfileText);
  const auto manager = reader.OptionalId<EmployeeId>("managerId");
  change.change.manager = Clearable(*value, "managerId", manager);
  change.note.reason = reader.OptionalText("reason", kReasonText);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return change;
}

Result<LineQuestion> ReadLineQuestion(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  LineQuestion question;
  question.employee = reader.Id<EmployeeId>("employeeId").value_or(EmployeeId());
  question.post = reader.OptionalId<PostId>("postId");
  question.on = ReadDate(reader, "on", false);
  if (const auto* rules = reader.Array("rules", 1, kMostRules)) {
    for (std::size_t i = 0; i < rules->size(); ++i) {
      json::ObjectReader rule((*rules)[i], "/rules/" + std::to_string(i));
      question.rules.push_back(ReadRule(rule));
      reader.Absorb(rule);
    }
  }
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return question;
}

}  // namespace erp::employee
