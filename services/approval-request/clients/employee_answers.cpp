#include "approval-request/clients/employee_answers.h"

#include "json/json.h"

namespace erp::approval_request {

Error AsFields(Error error) {
  for (auto& field : error.fields) {
    std::string pointer = "/fields";
    pointer += field.pointer;
    field.pointer = std::move(pointer);
  }
  return error;
}

std::optional<std::string> FinalCode(const http::Response& response) {
  if (response.status != 400 && response.status != 404 && response.status != 422) {
    return std::nullopt;
  }
  const auto problem = json::Parse(response.body);
  if (!problem || !problem->is_object()) return std::nullopt;
  const auto code = problem->find("code");
  if (code == problem->end() || !code->is_string()) return std::nullopt;
  if (response.status == 404 && *code != "employee-not-found") return std::nullopt;
  return code->get<std::string>();
}

bool IsReady(http::Client& employee, Deadline deadline) {
  try {
    return employee.Send("GET", "/readyz", "", {}, deadline).status == 200;
  } catch (const Unavailable&) {
    return false;
  }
}

}  // namespace erp::approval_request
