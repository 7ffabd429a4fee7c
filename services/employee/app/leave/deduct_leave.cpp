#include "employee/app/leave/deduct_leave.h"

#include "employee/domain/refusals.h"

namespace erp::employee {

Result<Posting> DeductLeave::Run(EmployeeId employee, const ByHand& change) {
  if (const auto mistake = DeductionMistake(change.minutes)) {
    return InvalidBody({{"/days", *mistake}});
  }
  Operation reserve;
  reserve.source = IdByHand("deduct", employee, change);
  reserve.id = reserve.source + ":reserve";
  reserve.kind = EntryKind::kReserve;
  reserve.minutes = change.minutes;
  reserve.reason = change.reason;
  reserve.actor = change.actor;
  const auto now = clock_.Now();
  reserve.at = now.at;
  reserve.on = now.on;
  Operation consume = reserve;
  consume.id = consume.source + ":consume";
  consume.kind = EntryKind::kConsume;
  return PostByHand(ledger_, employee, {reserve, consume});
}

}  // namespace erp::employee
