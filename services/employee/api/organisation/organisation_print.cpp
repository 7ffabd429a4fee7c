#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "employee/api/organisation/organisation_json.h"
#include "json/json.h"

namespace erp::employee {
namespace {

template <typename Tag>
json::Value IdOrNull(const std::optional<Id<Tag>>& id) {
  return id ? json::Value(id->value()) : json::Value();
}

json::Value TextOrNull(const std::optional<std::string>& text) {
  return text ? json::Value(*text) : json::Value();
}

template <typename Items, typename ToValue>
json::Value Array(const Items& items, ToValue to_value) {
  auto array = json::Value::array();
  for (const auto& item : items) array.push_back(to_value(item));
  return array;
}

json::Value DepartmentValue(const Department& department) {
  return {{"id", department.id.value()},         {"name", department.name},
          {"code", TextOrNull(department.code)}, {"parentId", IdOrNull(department.parent)},
          {"order", department.order},           {"headId", IdOrNull(department.head)},
          {"active", department.active},         {"version", department.version}};
}

// Nothing in it has to be escaped (RFC 8259 section 7).
bool IsPlain(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char character) {
    const auto byte = static_cast<unsigned char>(character);
    return byte < 0x20 || character == '"' || character == '\\';
  });
}

void AppendText(const std::string& value, std::string& text) {
  if (IsPlain(value)) {
    text.append("\"").append(value).append("\"");
  } else {
    text += json::Dump(value);
  }
}

template <typename IdType>
void AppendId(const char* name, const std::optional<IdType>& id, std::string& text) {
  text.append(name).append(id ? id->str() : "null");
}

// DepartmentValue as text, without the end. Written by hand: a value for each of thousands of
// departments takes most of the time of a tree.
void AppendDepartment(const Department& department, std::string& text) {
  text.append(R"({"active":)").append(department.active ? "true" : "false").append(R"(,"code":)");
  if (department.code) {
    AppendText(*department.code, text);
  } else {
    text.append("null");
  }
  AppendId(R"(,"headId":)", department.head, text);
  text.append(R"(,"id":)").append(department.id.str()).append(R"(,"name":)");
  AppendText(department.name, text);
  text.append(R"(,"order":)").append(std::to_string(department.order));
  AppendId(R"(,"parentId":)", department.parent, text);
  text.append(R"(,"version":)").append(std::to_string(department.version));
}

// Values within values would be copied once for each level above them.
void AppendNodes(const std::vector<DepartmentNode>& nodes, std::string& text) {
  text += '[';
  for (const auto& node : nodes) {
    if (&node != &nodes.front()) text += ',';
    AppendDepartment(node.department, text);
    text += ",\"children\":";
    AppendNodes(node.children, text);
    text += '}';
  }
  text += ']';
}

json::Value PositionValue(const JobPosition& position) {
  return {{"id", position.id.value()}, {"name", position.name}, {"order", position.order}};
}

json::Value PostValue(const Post& post) {
  return {{"id", post.id.value()},
          {"main", false},
          {"departmentId", IdOrNull(post.department_id)},
          {"department", post.department},
          {"position", post.position},
          {"title", TextOrNull(post.title)},
          {"managerId", IdOrNull(post.manager)},
          {"since", FormatDate(post.since)}};
}

json::Value PlacementValue(const Placement& placement) {
  return {{"departmentId", IdOrNull(placement.department_id)},
          {"department", placement.department},
          {"position", placement.position},
          {"managerId", IdOrNull(placement.manager)}};
}

void AddNote(json::Value& value, const Note& note) {
  value["reason"] = TextOrNull(note.reason);
  value["actorId"] = IdOrNull(note.actor);
  value["recordedAt"] = FormatInstant(note.at);
}

json::Value EntryValue(const HistoryEntry& entry) {
  auto value = PlacementValue(entry.placement);
  value["effectiveOn"] = FormatDate(entry.effective_on);
  value["kind"] = entry.kind;
  value["replaced"] = entry.replaced;
  AddNote(value, entry.note);
  return value;
}

// Only what changes is there.
json::Value PlanValue(const PlannedChange& plan) {
  json::Value value{{"id", plan.id},
                    {"effectiveOn", FormatDate(plan.effective_on)},
                    {"state", PlanStateName(plan.state)},
                    {"refusal", TextOrNull(plan.refusal)}};
  const auto& change = plan.change;
  if (change.department) value["department"] = *change.department;
  if (change.department_id) value["departmentId"] = change.department_id->value();
  if (change.position) value["position"] = *change.position;
  if (change.manager) value["managerId"] = IdOrNull(*change.manager);
  AddNote(value, plan.note);
  return value;
}

}  // namespace

std::string PrintDepartment(const Department& department) {
  return json::Dump(DepartmentValue(department));
}

std::string PrintDepartments(const std::vector<Department>& departments) {
  return json::Dump(Array(departments, DepartmentValue));
}

std::string PrintTree(const std::vector<DepartmentNode>& nodes) {
  std::string text;
  AppendNodes(nodes, text);
  return text;
}

std::string PrintPosition(const JobPosition& position) {
  return json::Dump(PositionValue(position));
}

std::string PrintPositions(const std::vector<JobPosition>& positions) {
  return json::Dump(Array(positions, PositionValue));
}

std::string PrintPost(const Post& post) { return json::Dump(PostValue(post)); }

std::string PrintPosts(const Employee& person, const std::vector<Post>& posts) {
  const auto& profile = person.profile;
  auto all = json::Value::array();
  all.push_back({{"id", nullptr},
                 {"main", true},
                 {"departmentId", IdOrNull(profile.department_id)},
                 {"department", profile.department},
                 {"position", profile.position},
                 {"title", nullptr},
                 {"managerId", IdOrNull(profile.manager)},
                 {"since", nullptr}});
  for (const auto& post : posts) all.push_back(PostValue(post));
  return json::Dump(all);
}

std::string PrintRoles(const std::vector<std::string>& roles) {
  return json::Dump({{"roles", roles}});
}

std::string PrintRolesOf(const Employee& employee, const std::vector<std::string>& roles) {
  return json::Dump(
      {{"employeeId", employee.id.value()}, {"active", employee.active}, {"roles", roles}});
}

std::string PrintTimeline(const ChangeOnDate::Timeline& timeline) {
  return json::Dump({{"entries", Array(timeline.entries, EntryValue)},
                     {"planned", Array(timeline.plans, PlanValue)}});
}

std::string PrintPlan(const PlannedChange& plan) { return json::Dump(PlanValue(plan)); }

std::string PrintPlacementOn(const ChangeOnDate::Answer& answer) {
  auto value = PlacementValue(answer.placement);
  value["on"] = FormatDate(answer.on);
  return json::Dump(value);
}

std::string PrintApprover(const LineQuestion& question, const Approver& approver) {
  const auto& person = approver.person;
  json::Value value{{"employeeId", person.id.value()},
                    {"name", person.name},
                    {"department", nullptr},
                    {"position", nullptr},
                    {"rule", approver.rule},
                    {"kind", LineRuleName(question.rules.at(approver.rule).kind)},
                    {"headOf", IdOrNull(approver.head_of)}};
  if (person.placement) {
    value["department"] = person.placement->department;
    value["position"] = person.placement->position;
  }
  value["passedOver"] =
      Array(approver.passed_over, [](EmployeeId id) { return json::Value(id.value()); });
  value["before"] = Array(approver.before, [](const NotFoundBy& reason) {
    return json::Value{{"rule", reason.rule}, {"why", reason.name}};
  });
  return json::Dump(value);
}

}  // namespace erp::employee
