// NotifyingLedger on MariaDB/MySQL: the entries and the message of the outbox in one transaction.
#pragma once

#include <vector>

#include "common/clock.h"
#include "employee/app/leave/ports.h"
#include "employee/app/publishing/ports.h"
#include "employee/store/leave/ledger_table.h"
#include "mysql/pool.h"
#include "observe/metrics.h"

namespace erp::employee {

// Thread-safe. All must outlive it. What it writes is sent by the sweep, about a second later.
class MysqlNotifyingLedger final : public NotifyingLedger {
 public:
  MysqlNotifyingLedger(mysql::Pool& pool,
                       const EventEncoder& encoder,
                       const Clock& clock,
                       metrics::Registry& registry)
      : pool_(pool), encoder_(encoder), clock_(clock), metrics_(registry) {}

  Result<Posting> Post(EmployeeId employee,
                       const std::vector<Operation>& operations,
                       const LeaveNotice& notice) override;

 private:
  mysql::Pool& pool_;
  const EventEncoder& encoder_;
  const Clock& clock_;
  const LedgerMetrics metrics_;
};

}  // namespace erp::employee
