#include "employee/app/leave/expire_leave.h"

#include <string>

namespace erp::employee {
namespace {

constexpr int kPage = 500;

std::string Line(const Operation& operation, EmployeeId employee) {
  return KindName(operation.kind) + " " + employee.str() + " " +
         std::to_string(operation.minutes.count()) + " " + BucketName(operation.bucket);
}

}  // namespace

std::vector<Operation> ExpireLeave::OperationsOf(EmployeeId employee, const Lot& lot, Date on) {
  const auto now = clock_.Now();
  Lapse lapse{lot, {}};
  if (MayBeCarried(lot, carry_)) {
    lapse.carried = CarriedOf(employee, lot, carry_, ledger_.Entries(employee));
  }
  if (lot.bucket == Bucket::kStatutory) {
    lapse.promoted = IsPromoted(notices_.Of(employee), lot.validity);
  }
  return OperationsOfLapse(employee, lapse, carry_, on, {now.at, now.on});
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
