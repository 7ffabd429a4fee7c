// AttendanceBook on MariaDB/MySQL: tables attendance_accounts and attendance_records. Every write
// locks the person's account first, so that two check-ins of one person queue up, and the unique
// key over person and date decides whatever is left. A check-in is one transaction of six round
// trips; the one that reaches a milestone posts its grant to the leave ledger in the same one.
// Fault points (common/failpoint.h): attendance.recorded before the commit, attendance.committed
// after it.
#pragma once

#include <optional>
#include <vector>

#include "employee/app/attendance/ports.h"
#include "employee/store/attendance/attendance_corrections.h"
#include "employee/store/leave/ledger_table.h"
#include "mysql/pool.h"
#include "observe/metrics.h"

namespace erp::employee {

// Thread-safe. The pool must outlive it.
class MysqlAttendance final : public AttendanceBook {
 public:
  MysqlAttendance(mysql::Pool& pool, metrics::Registry& registry);

  Result<Attended> CheckIn(const AttendanceRecord& record, const GrantOf& grant) override;
  Result<AttendanceRecord> CheckOut(EmployeeId employee,
                                    Date date,
                                    Date date_before,
                                    const Choose& choose) override;
  std::vector<AttendanceRecord> History(EmployeeId employee,
                                        std::optional<Date> before,
                                        int limit) override;
  std::vector<AttendanceRecord> Between(const std::vector<EmployeeId>& people,
                                        Date from,
                                        Date to) override;
  std::optional<AttendanceProgress> Progress(EmployeeId employee) override;
  std::optional<CorrectedRecord> Find(RecordId id) override;
  Result<AttendanceRecord> Change(RecordId id,
                                  std::optional<std::int64_t> expected,
                                  const Correct& correct,
                                  const CorrectionNote& note,
                                  const GrantOf& grant) override;
  Result<AttendanceRecord> ChangeDay(EmployeeId employee,
                                     Date date,
                                     const CorrectOnDate& correct,
                                     const CorrectionNote& note,
                                     const GrantOf& grant) override;
  std::int64_t CloseOpen(Date last, Instant began_before, bool dry_run) override;

 private:
  // After the transaction of a correction.
  Result<AttendanceRecord> Stored(Result<CorrectedOnce> corrected) const;

  mysql::Pool& pool_;
  const LedgerMetrics ledger_metrics_;
  metrics::Counter new_;
  metrics::Counter repeated_;
};

}  // namespace erp::employee
