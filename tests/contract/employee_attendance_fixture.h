// The attendance of the employee service on a database of its own, at times that a test sets.
#pragma once

#include <mutex>

#include "common/time_zone.h"
#include "contract/employee_fixture.h"

namespace erp::employee {

// Thread-safe.
class SetClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  void Set(Instant now) {
    const std::lock_guard lock(mutex_);
    now_ = now;
  }

 private:
  mutable std::mutex mutex_;
  Instant now_;  // guarded by mutex_
};

class AttendanceStore : public EmployeeStore {
 protected:
  static Instant Time(const char* text) { return ParseInstant(text).value(); }

  // Seoul is nine hours ahead of UTC, all year.
  static Instant Seoul(Date date, int hour, int minute = 0) {
    return Instant(std::chrono::sys_days(date)) + std::chrono::hours(hour - 9) +
           std::chrono::minutes(minute);
  }

  Result<Attended> CheckInAt(EmployeeId id, Instant at, const CheckInClaim& claim = {}) {
    now_.Set(at);
    return at_work_.check_in.Run(id, claim);
  }
  Result<AttendanceRecord> CheckOutAt(EmployeeId id, Instant at) {
    now_.Set(at);
    return at_work_.check_out.Run(id);
  }

  // Comes at nine on `dates` dates, the first of which is `first`; the answer to the last.
  Attended Attend(EmployeeId id, Date first, int dates) {
    std::optional<Attended> last;
    for (int n = 0; n < dates; ++n) {
      last = CheckInAt(id, Seoul(std::chrono::sys_days(first) + std::chrono::days(n), 9)).value();
    }
    return *last;
  }

  // As of the time that was set last.
  Totals TotalsOf(EmployeeId id) { return at_work_.read_balance.Run(id).value(); }

  std::int64_t Rewards(EmployeeId id) {
    return Count(
        "SELECT COUNT(*) FROM leave_ledger WHERE kind = 'GRANT' AND bucket = 'reward' "
        "AND employee_id = " +
        id.str());
  }

  // The account says what the records say: one record for each date, every 30 dates one grant.
  void ExpectAttendanceIsSound(EmployeeId id) {
    const auto of = " WHERE employee_id = " + id.str();
    const auto dates = Count("SELECT COUNT(DISTINCT work_date) FROM attendance_records" + of +
                             " AND status <> 'VOIDED'");
    EXPECT_EQ(Count("SELECT dates FROM attendance_accounts" + of), dates);
    EXPECT_EQ(Count("SELECT COUNT(*) FROM attendance_records" + of + " AND status <> 'VOIDED'"),
              dates);
    EXPECT_EQ(Count("SELECT milestones FROM attendance_accounts" + of), Rewards(id));
    ExpectLedgerIsSound(id);
  }

  static constexpr Date kMonday{std::chrono::year(2026), std::chrono::month(11),
                                std::chrono::day(2)};
  SetClock now_;
  UseCases at_work_{PortsBy(now_), {.opening = Minutes::OfDays(15)}};
};

}  // namespace erp::employee
