#include "employee/app/leave/adjust_balance.h"

#include "employee/domain/refusals.h"

namespace erp::employee {

Result<Posting> AdjustBalance::Run(EmployeeId employee, const ByHand& change) {
  if (const auto mistake = AdjustmentMistake(change.minutes)) {
    return InvalidBody({{"/adjustment", *mistake}});
  }
  Operation operation;
  operation.id = IdByHand("adjust", employee, change);
  operation.kind = EntryKind::kAdjust;
  operation.minutes = change.minutes;
  operation.source = "adjustment";
  operation.reason = change.reason;
  operation.actor = change.actor;
  const auto now = clock_.Now();
  operation.at = now.at;
  operation.on = now.on;
  return PostByHand(ledger_, employee, {operation});
}

}  // namespace erp::employee
