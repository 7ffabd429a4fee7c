#include "employee/domain/leave/due_entries.h"

#include <algorithm>
#include <utility>

namespace erp::employee {
namespace {

// Of all runs that end this lot.
std::string SourceOfLot(EmployeeId employee, const Lot& lot) {
  return std::string("expire:")
      .append(employee.str())
      .append(":")
      .append(std::to_string(lot.number))
      .append(":");
}

}  // namespace

bool MayBeCarried(const Lot& lot, const CarryPolicy& policy) {
  return lot.bucket == Bucket::kStatutory && policy.max > Minutes();
}

Minutes CarriedOf(EmployeeId employee,
                  const Lot& lot,
                  const CarryPolicy& policy,
                  const std::vector<Entry>& entries) {
  if (!MayBeCarried(lot, policy)) return {};
  const auto source = SourceOfLot(employee, lot);
  Minutes before;
  for (const auto& entry : entries) {
    if (!entry.applied() || entry.operation.kind != EntryKind::kCarry) continue;
    if (entry.number == lot.number) return {};
    if (entry.operation.source.starts_with(source)) before = before + entry.operation.minutes;
  }
  return std::max(std::min(lot.left(), policy.max - before), Minutes());
}

std::vector<Operation> OperationsOfLapse(EmployeeId employee,
                                         const Lapse& lapse,
                                         const CarryPolicy& policy,
                                         Date run,
                                         const EntryTime& now) {
  const Lot& lot = lapse.lot;
  const auto source = SourceOfLot(employee, lot) + FormatDate(run);
  Operation expire{.id = source,
                   .kind = EntryKind::kExpire,
                   .minutes = lot.left(),
                   .source = source,
                   .at = now.at,
                   .on = now.on,
                   .bucket = lot.bucket,
                   .validity = lot.validity};
  Operation carry = expire;
  if (lapse.promoted) expire.reason = kPromotedReason;
  if (lapse.carried <= Minutes()) return {std::move(expire)};
  carry.id = std::string("carry").append(source.substr(source.find(':')));
  carry.kind = EntryKind::kCarry;
  carry.minutes = lapse.carried;
  const auto last = std::chrono::sys_days(*lot.validity.to);
  carry.validity = {Date(last + std::chrono::days(1)),
                    Date(last + std::chrono::days(policy.valid_days))};
  return {std::move(expire), std::move(carry)};
}

bool WasPromoted(const Operation& expire) { return expire.reason == kPromotedReason; }

std::string IdOfGrant(EmployeeId employee, const StatutoryGrant& grant) {
  return std::string("statutory:")
      .append(employee.str())
      .append(grant.key.substr(grant.key.find(':')));
}

Operation OperationOfGrant(EmployeeId employee, const StatutoryGrant& grant, const EntryTime& now) {
  const auto id = IdOfGrant(employee, grant);
  return {.id = id,
          .kind = EntryKind::kGrant,
          .minutes = grant.minutes,
          .source = id,
          .reason = grant.article,
          .at = now.at,
          .on = now.on,
          .validity = {grant.valid_from, grant.valid_to}};
}

}  // namespace erp::employee
