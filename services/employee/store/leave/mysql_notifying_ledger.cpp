#include "employee/store/leave/mysql_notifying_ledger.h"

#include <utility>

#include "common/failpoint.h"
#include "employee/store/publishing/outbox_table.h"
#include "mysql/errors.h"

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
  try {
    // Safe to repeat after a lost commit: the operation id shows whether it took effect.
    auto posted = pool_.Transact(append, mysql::LostCommit::kRepeat);
    if (!posted) return posted.error();
    if (!posted->appended.empty()) failpoint::Crash("ledger.committed");
    metrics_.Count(*posted);
    return std::move(posted->posting);
  } catch (const mysql::DuplicateKey& duplicate) {
    if (duplicate.key() != kOperationKey) throw;
    return OperationIdReused();
  }
}

}  // namespace erp::employee
