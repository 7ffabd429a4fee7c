#include "employee/app/leave/explain_leave.h"

#include "employee/domain/refusals.h"

namespace erp::employee {

Result<LeaveExplanation> ExplainLeave::Run(EmployeeId employee, std::optional<Date> on) {
  auto entries = ledger_.Entries(employee);
  if (entries.empty()) return EmployeeNotFound();
  LeaveExplanation explanation;
  explanation.on = on.value_or(clock_.Today());
  LotBook lots;
  for (auto& entry : entries) {
    if (entry.operation.on > explanation.on) continue;
    lots.Follow(entry);
    explanation.entries.push_back(std::move(entry));
  }
  explanation.totals = lots.On(explanation.on);
  explanation.lots = lots.lots();
  explanation.takings = lots.takings();
  return explanation;
}

}  // namespace erp::employee
