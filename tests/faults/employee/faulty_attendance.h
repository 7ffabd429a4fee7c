// Attendance, wrong on purpose.
//   attendance.count-again  a repeat of a check-in counts as one more date, and every 30 of them
//                           earn a day of leave
#pragma once

#include <optional>
#include <vector>

#include "employee/app/attendance/ports.h"
#include "employee/app/leave/ports.h"
#include "employee/config.h"
#include "mysql/pool.h"
#include "observe/metrics.h"

namespace erp::employee {

// Thread-safe. The book and the ledger must outlive it.
class FaultyAttendance final : public AttendanceBook {
 public:
  FaultyAttendance(const Config& config, AttendanceBook& book, LeaveLedger& ledger);

  Result<Attended> CheckIn(const AttendanceRecord& record, const GrantOf& grant) override;
  Result<AttendanceRecord> CheckOut(EmployeeId employee,
                                    Date date,
                                    Date date_before,
                                    const Choose& choose) override {
    return book_.CheckOut(employee, date, date_before, choose);
  }
  std::vector<AttendanceRecord> History(EmployeeId employee,
                                        std::optional<Date> before,
                                        int limit) override {
    return book_.History(employee, before, limit);
  }
  std::vector<AttendanceRecord> Between(const std::vector<EmployeeId>& people,
                                        Date from,
                                        Date to) override {
    return book_.Between(people, from, to);
  }
  std::optional<AttendanceProgress> Progress(EmployeeId employee) override {
    return book_.Progress(employee);
  }
  std::optional<CorrectedRecord> Find(RecordId id) override { return book_.Find(id); }
  Result<AttendanceRecord> Change(RecordId id,
                                  std::optional<std::int64_t> expected,
                                  const Correct& correct,
                                  const CorrectionNote& note,
                                  const GrantOf& grant) override {
    return book_.Change(id, expected, correct, note, grant);
  }
  Result<AttendanceRecord> ChangeDay(EmployeeId employee,
                                     Date date,
                                     const CorrectOnDate& correct,
                                     const CorrectionNote& note,
                                     const GrantOf& grant) override {
    return book_.ChangeDay(employee, date, correct, note, grant);
  }
  std::int64_t CloseOpen(Date last, Instant began_before, bool dry_run) override {
    return book_.CloseOpen(last, began_before, dry_run);
  }

 private:
  void CountAgain(const Attended& attended, const GrantOf& grant);

  metrics::Registry registry_;
  mysql::Pool pool_;
  AttendanceBook& book_;
  LeaveLedger& ledger_;
};

}  // namespace erp::employee
