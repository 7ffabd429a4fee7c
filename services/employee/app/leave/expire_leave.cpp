#include "employee/app/leave/expire_leave.h"

#include <algorithm>
#include <utility>

namespace erp::employee {
namespace {

constexpr int kPage = 500;

std::string Line(const Operation& operation, EmployeeId employee) {
  return KindName(operation.kind) + " " + employee.str() + " " +
         std::to_string(operation.minutes.count()) + " " + BucketName(operation.bucket);
}

}  // namespace

std::vector<Operation> ExpireLeave::OperationsOf(EmployeeId employee,
                                                 const Lot& lot,
                                                 Date on) const {
  const auto now = clock_.Now();
  const auto key = employee.str() + ":" + std::to_string(lot.number) + ":" + FormatDate(on);
  Operation expire{.id = "expire:" + key,
                   .kind = EntryKind::kExpire,
                   .minutes = lot.left(),
                   .source = "expire:" + key,
                   .at = now.at,
                   .on = now.on,
                   .bucket = lot.bucket,
                   .validity = lot.validity};
  const auto carried = std::min(lot.left(), carry_.max);
  if (lot.bucket != Bucket::kStatutory || carried <= Minutes()) return {std::move(expire)};
  Operation carry = expire;
  carry.id = "carry:" + key;
  carry.kind = EntryKind::kCarry;
  carry.minutes = carried;
  const auto last = std::chrono::sys_days(*lot.validity.to);
  carry.validity = {Date(last + std::chrono::days(1)),
                    Date(last + std::chrono::days(carry_.valid_days))};
  return {std::move(expire), std::move(carry)};
}

JobReport ExpireLeave::Run(const std::stop_token& stop, Date on, bool dry_run) {
  JobReport report;
  LapsedPlace after;
  for (;;) {
    const auto lapsed = ledger_.Lapsed(on, after, kPage);
    for (const auto& [employee, lot] : lapsed) {
      if (stop.stop_requested()) return report;
      after = {employee, lot.number};
      const auto operations = OperationsOf(employee, lot, on);
      // A carried part may lie behind it already, in a daemon that was away for long.
      if (!dry_run) {
        const auto posting = ledger_.Post(employee, operations);
        // Taken back meanwhile: the run of the next date finds what is left then.
        if (!posting || !posting->entry.applied() || posting->replayed) continue;
      }
      for (const auto& operation : operations) report.Add(Line(operation, employee));
    }
    if (lapsed.size() < static_cast<std::size_t>(kPage)) return report;
  }
}

}  // namespace erp::employee
