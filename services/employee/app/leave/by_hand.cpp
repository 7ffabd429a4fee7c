#include "employee/app/leave/by_hand.h"

namespace erp::employee {

std::string IdByHand(const std::string& verb, EmployeeId employee, const ByHand& change) {
  const std::string scope = change.actor ? verb + "-by:" + change.actor->str() : verb;
  return scope + ":" + employee.str() + ":" + change.key.value_or(NewUuid());
}

Result<Posting> PostByHand(LeaveLedger& ledger,
                           EmployeeId employee,
                           const std::vector<Operation>& operations) {
  auto posting = ledger.Post(employee, operations);
  if (!posting && posting.error().code == ErrorCode::kKeyReused) {
    return Error{ErrorCode::kKeyReused, "idempotency-key-reused",
                 "This Idempotency-Key was used for another request."};
  }
  return posting;
}

}  // namespace erp::employee
