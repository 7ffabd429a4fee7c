// A person with leave in memory, whose calendar changes.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "employee/app/leave/recount_leave.h"
#include "employee_memory_ledger.h"

namespace erp::employee::test {

inline constexpr EmployeeId kPerson(7);
inline constexpr Minutes kDay(480);
inline const Validity kYear{ParseDate("2027-01-01").value(), ParseDate("2027-12-31").value()};

inline Date On(const std::string& text) { return ParseDate(text).value(); }
inline Date Plus(Date date, int days) {
  return std::chrono::sys_days(date) + std::chrono::days(days);
}
inline LeaveDay Whole(const std::string& date) { return {On(date), {Minutes(0), kDay}}; }
inline Holiday Off(Date date, std::optional<DayHalf> half = std::nullopt) {
  return {date, "휴무", HolidayKind::kCompany, half, ""};
}

class SetCalendars final : public Calendars {
 public:
  WorkingCalendar Of(EmployeeId) override { return {pattern, all, CalendarVersion(version)}; }
  Holidays All() override { return all; }
  void Put(const std::vector<Holiday>& holidays) override {
    all = all.With(holidays);
    ++version;
  }
  void Remove(const std::vector<Holiday>&) override {
    all = {};
    ++version;
  }
  WeeklyPattern pattern = WeeklyPattern::MondayToFriday(kDay);
  Holidays all;
  std::int64_t version = 1;
};

class LeaveRecount : public testing::Test {
 protected:
  LeaveRecount() {
    people_.all = {HiredOn(7, std::nullopt)};
    clock_.date = On("2027-03-01");
  }
  void Grant(int days, Validity validity, Bucket bucket = Bucket::kStatutory) {
    const auto id = std::string("grant:").append(std::to_string(++operations_));
    (void)ledger_.Post(kPerson, {{.id = id,
                                  .kind = EntryKind::kGrant,
                                  .minutes = Minutes::OfDays(days),
                                  .source = id,
                                  .on = clock_.date,
                                  .bucket = bucket,
                                  .validity = validity}});
  }
  void Post(const std::string& source, EntryKind kind, const std::vector<LeaveDay>& days) {
    Operation operation{.id = source + KindName(kind),
                        .kind = kind,
                        .minutes = TotalOf(days),
                        .source = source,
                        .on = clock_.date};
    if (kind == EntryKind::kReserve) operation.days = days;
    ASSERT_TRUE(ledger_.Post(kPerson, {operation}).value().entry.applied());
  }
  void Take(const std::string& source, const std::vector<LeaveDay>& days) {
    Post(source, EntryKind::kReserve, days);
    Post(source, EntryKind::kConsume, days);
  }
  JobReport Run(bool dry_run = false) { return job_.Run({}, clock_.date, dry_run); }
  Minutes Left(const std::string& date = "2027-03-01") {
    return ledger_.Balance(kPerson, On(date)).value().available();
  }

  int operations_ = 0;
  DateClock clock_;
  MemoryPeople people_;
  MemoryLedger ledger_;
  MemoryNotifying notifying_{ledger_};
  SetCalendars calendars_;
  RecountLeave job_{people_, ledger_, notifying_, calendars_,
                    CompanyClock(clock_, TimeZone("Asia/Seoul"))};
};

}  // namespace erp::employee::test
