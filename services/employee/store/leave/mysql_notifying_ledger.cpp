#include "employee/store/leave/mysql_notifying_ledger.h"

#include "employee/store/publishing/outbox_table.h"

namespace erp::employee {

Result<Posting> MysqlNotifyingLedger::Post(EmployeeId employee,
                                           const std::vector<Operation>& operations,
                                           const LeaveNotice& notice) {
  const auto append = [&](mysql::Session& session) {
    auto posted = PostEntries(session, employee, operations);
    // The account is locked first, then the outbox is appended to.
    if (posted && !posted->appended.empty() && posted->posting.entry.applied()) {
      OutgoingMessage message = encoder_.Encode(LeaveNotified{notice, clock_.Now()});
      AppendToOutbox(session, message);
    }
    return posted;
  };
  return CommitEntries(pool_, metrics_, append);
}

}  // namespace erp::employee
