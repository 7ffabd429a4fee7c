#include "employee/app/leave/apply_operation.h"

#include <utility>

#include "employee/domain/refusals.h"

namespace erp::employee {

Result<Posting> ApplyOperation::Run(EmployeeId employee, Operation operation) {
  if (auto mistakes = OperationMistakes(operation); !mistakes.empty()) {
    return InvalidBody(std::move(mistakes));
  }
  operation.at = clock_.Now();
  return ledger_.Post(employee, {std::move(operation)});
}

}  // namespace erp::employee
