#include "employee/domain/refusals.h"

#include <utility>

namespace erp::employee {

Error InvalidBody(std::vector<FieldError> mistakes) {
  return {ErrorCode::kInvalid, "invalid-body", "The body has mistakes; see errors.",
          std::move(mistakes)};
}

Error InvalidQuery(const std::string& name, const Message& detail) {
  return {ErrorCode::kInvalid,
          "invalid-query",
          "The query has mistakes; see errors.",
          {{name, detail}}};
}

Error EmployeeNotFound() {
  return {ErrorCode::kNotFound, "employee-not-found", "There is no such employee."};
}

Error EmployeeInactive() {
  return {ErrorCode::kConflict, "employee-inactive", "This person has left the company."};
}

}  // namespace erp::employee
