#include "employee/domain/organisation/line_rule.h"

#include <utility>

namespace erp::employee {
namespace {

constexpr std::pair<LineRule::Kind, const char*> kKinds[]{
    {LineRule::Kind::kManager, "manager"},
    {LineRule::Kind::kDepartmentHead, "department-head"},
    {LineRule::Kind::kRole, "role"},
    {LineRule::Kind::kEmployee, "employee"}};

}  // namespace

const char* LineRuleName(LineRule::Kind kind) {
  for (const auto& [known, name] : kKinds) {
    if (known == kind) return name;
  }
  return "";
}

std::optional<LineRule::Kind> ParseLineRule(const std::string& name) {
  for (const auto& [kind, known] : kKinds) {
    if (name == known) return kind;
  }
  return std::nullopt;
}

Error NobodyResolved(const std::vector<NotFoundBy>& reasons) {
  Error error{ErrorCode::kConflict, "nobody-resolved", "No rule finds an approver; see errors."};
  for (const auto& reason : reasons) {
    error.fields.push_back({"/rules/" + std::to_string(reason.rule), reason.detail});
  }
  return error;
}

}  // namespace erp::employee
