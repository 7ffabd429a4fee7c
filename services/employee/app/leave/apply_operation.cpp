#include "employee/app/leave/apply_operation.h"

#include <utility>

#include "employee/domain/refusals.h"

namespace erp::employee {

Result<Posting> ApplyOperation::Run(EmployeeId employee, Operation operation) {
  if (auto mistakes = OperationMistakes(operation); !mistakes.empty()) {
    return InvalidBody(std::move(mistakes));
  }
  const auto now = clock_.Now();
  operation.at = now.at;
  operation.on = now.on;
  return ledger_.Post(employee, {std::move(operation)});
}

}  // namespace erp::employee
