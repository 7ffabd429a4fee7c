#include "employee/app/leave_service.h"

#include <utility>
#include <vector>

namespace erp::employee {
namespace {

// "adjust:17:key", or "adjust-by:3:17:key" when 3 is known to act: the same key of two people
// names two operations, and no key of nobody can look like one of somebody.
std::string IdByHand(const std::string& verb,
                     EmployeeId employee,
                     const std::optional<std::string>& key,
                     std::optional<EmployeeId> actor) {
  const std::string scope = actor ? verb + "-by:" + actor->str() : verb;
  return scope + ":" + employee.str() + ":" + key.value_or(NewUuid());
}

}  // namespace

Result<Totals> LeaveService::Balance(EmployeeId employee) {
  const auto balance = ledger_.Balance(employee);
  if (!balance) return EmployeeNotFound();
  return *balance;
}

Result<Posting> LeaveService::Adjust(EmployeeId employee,
                                     Minutes minutes,
                                     const std::optional<std::string>& reason,
                                     const std::optional<std::string>& key,
                                     std::optional<EmployeeId> actor) {
  if (const auto mistake = AdjustmentMistake(minutes)) {
    return InvalidBody({{"/adjustment", *mistake}});
  }
  Operation operation;
  operation.id = IdByHand("adjust", employee, key, actor);
  operation.kind = EntryKind::kAdjust;
  operation.minutes = minutes;
  operation.source = "adjustment";
  operation.reason = reason;
  operation.actor = actor;
  operation.at = clock_.Now();
  return PostByHand(employee, {operation});
}

Result<Posting> LeaveService::Deduct(EmployeeId employee,
                                     Minutes minutes,
                                     const std::optional<std::string>& reason,
                                     const std::optional<std::string>& key,
                                     std::optional<EmployeeId> actor) {
  if (const auto mistake = DeductionMistake(minutes)) return InvalidBody({{"/days", *mistake}});
  Operation reserve;
  reserve.source = IdByHand("deduct", employee, key, actor);
  reserve.id = reserve.source + ":reserve";
  reserve.kind = EntryKind::kReserve;
  reserve.minutes = minutes;
  reserve.reason = reason;
  reserve.actor = actor;
  reserve.at = clock_.Now();
  Operation consume = reserve;
  consume.id = consume.source + ":consume";
  consume.kind = EntryKind::kConsume;
  return PostByHand(employee, {reserve, consume});
}

Result<Posting> LeaveService::Apply(EmployeeId employee, Operation operation) {
  if (auto mistakes = OperationMistakes(operation); !mistakes.empty()) {
    return InvalidBody(std::move(mistakes));
  }
  operation.at = clock_.Now();
  return ledger_.Post(employee, {std::move(operation)});
}

// To a client its operation id is its Idempotency-Key.
Result<Posting> LeaveService::PostByHand(EmployeeId employee,
                                         const std::vector<Operation>& operations) {
  auto posting = ledger_.Post(employee, operations);
  if (!posting && posting.error().code == ErrorCode::kKeyReused) {
    return Error{ErrorCode::kKeyReused, "idempotency-key-reused",
                 "This Idempotency-Key was used for another request."};
  }
  return posting;
}

}  // namespace erp::employee
