// What is corrected in a ledger when the day of hire was wrong: examples, and random corrections of
// random people whose jobs run on every date.
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/app/leave/expire_leave.h"
#include "employee/app/leave/grant_statutory_leave.h"
#include "employee/domain/leave/statutory_entries.h"
#include "employee_memory_ledger.h"

namespace erp::employee {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr EmployeeId kPerson(7);

Date On(const std::string& text) { return ParseDate(text).value(); }
Date Plus(Date date, int days) { return std::chrono::sys_days(date) + std::chrono::days(days); }

class StatutoryCorrections : public testing::Test {
 protected:
  void Hired(Date date) { people_.all = {HiredOn(7, date)}; }

  std::vector<std::string> RunOn(Date date, bool dry_run = false) {
    clock_.date = date;
    if (!dry_run) (void)expire_.Run({}, date, false);
    auto report = grant_.Run({}, date, dry_run);
    EXPECT_EQ(report.failures, 0);
    return report.lines;
  }
  std::vector<std::string> RunOn(const std::string& date) { return RunOn(On(date)); }

  void RunFrom(const std::string& from, const std::string& to) {
    for (Date date = On(from); date <= On(to); date = Plus(date, 1)) (void)RunOn(date);
  }

  Entry Post(EntryKind kind, Minutes minutes, const std::string& source) {
    const Operation operation{.id = source + KindName(kind),
                              .kind = kind,
                              .minutes = minutes,
                              .source = source,
                              .on = clock_.date};
    return ledger_.Post(kPerson, {operation})->entry;
  }
  void Take(Minutes minutes, const std::string& source) {
    ASSERT_TRUE(Post(EntryKind::kReserve, minutes, source).applied());
    ASSERT_TRUE(Post(EntryKind::kConsume, minutes, source).applied());
  }
  Totals Now() { return *ledger_.Balance(kPerson, clock_.date); }
  Totals Of(const Validity& validity) {
    Totals totals;
    for (const auto& lot : ledger_.lots(kPerson).lots()) {
      if (lot.validity == validity) totals = totals + lot.totals;
    }
    return totals;
  }

  DateClock clock_;
  MemoryPeople people_;
  MemoryLedger ledger_;
  MemoryNotifying notifying_{ledger_};
  MemoryPromotions notices_;
  MemoryAbsences absences_;
  WeekdayCalendars calendars_;
  CompanyClock company_{clock_, TimeZone("Asia/Seoul")};
  const DueGrants due_{absences_, calendars_, StatutoryPolicy{}};
  ExpireLeave expire_{ledger_, notices_, company_, {}};
  GrantStatutoryLeave grant_{people_, ledger_, notifying_, company_, due_};
};

TEST_F(StatutoryCorrections, HiredTwoYearsEarlierIsADayMoreInTheSameYear) {
  Hired(On("2025-03-02"));
  EXPECT_THAT(RunOn("2026-03-02"), ElementsAre("GRANT 7 7200 statutory:yearly:1"));
  Hired(On("2023-03-02"));
  EXPECT_THAT(RunOn(On("2026-03-03"), true),
              ElementsAre("ADJUST 7 480 statutory:corrected:2026-03-03:0"));
  EXPECT_EQ(ledger_.Entries(kPerson).size(), 1U) << "a dry run";
  EXPECT_THAT(RunOn("2026-03-03"), ElementsAre("ADJUST 7 480 statutory:corrected:2026-03-03:0"));
  EXPECT_THAT(RunOn("2026-03-03"), IsEmpty());
  EXPECT_THAT(RunOn("2026-03-04"), IsEmpty());
  EXPECT_EQ(Now().granted, Minutes::OfDays(16)) << "15 + 1 from the third year, not 15 + 16";
  EXPECT_THAT(RunOn("2027-03-02"), ElementsAre("GRANT 7 7680 statutory:yearly:4"));
}

TEST_F(StatutoryCorrections, HiredAYearLaterIsTheSameLeaveUntilTheNextGrant) {
  Hired(On("2022-03-02"));
  EXPECT_THAT(RunOn("2025-03-02"), ElementsAre("GRANT 7 7680 statutory:yearly:3"));
  Hired(On("2023-03-02"));
  EXPECT_THAT(RunOn("2025-03-03"), ElementsAre("ADJUST 7 -480 statutory:corrected:2025-03-03:0"));
  EXPECT_THAT(RunOn("2026-03-02"), ElementsAre("ADJUST 7 7680 statutory:corrected:2026-03-02:0"))
      << "the third year's name is taken";
  EXPECT_EQ(Now().granted, Minutes::OfDays(16));
}

TEST_F(StatutoryCorrections, OfAnotherDayMoveWhatIsLeftAndCountWhatIsUsed) {
  Hired(On("2024-03-02"));
  RunFrom("2024-03-02", "2025-03-02");
  Take(Minutes::OfDays(4), "leave:1");
  ASSERT_TRUE(Post(EntryKind::kReserve, Minutes::OfDays(1), "leave:2").applied());
  Hired(On("2024-04-02"));
  const auto lines = RunOn("2025-03-10");
  ASSERT_EQ(lines.size(), 7U) << "11 months less the 5 days that are used";
  EXPECT_EQ(lines[0], "ADJUST 7 -4800 statutory:corrected:2025-03-10:0");
  EXPECT_EQ(lines[6], "ADJUST 7 480 statutory:corrected:2025-03-10:6");
  EXPECT_THAT(RunOn("2025-03-11"), IsEmpty());
  EXPECT_EQ(Now().available(), Minutes::OfDays(6));
  EXPECT_THAT(RunOn("2025-04-02"), ElementsAre("ADJUST 7 7200 statutory:corrected:2025-04-02:0"))
      << "used leave counts once";
  EXPECT_EQ(Of({On("2025-04-02"), On("2026-04-01")}).available(), Minutes::OfDays(15));
  EXPECT_THAT(RunOn("2026-03-02"), IsEmpty()) << "what has lapsed stays as it was";
}

TEST_F(StatutoryCorrections, WhatIsUsedIsNotTakenBackBeforeItIsGivenBack) {
  Hired(On("2024-03-02"));
  (void)RunOn("2025-03-02");
  ASSERT_TRUE(Post(EntryKind::kReserve, Minutes::OfDays(15), "leave:1").applied());
  Hired(On("2025-03-02"));
  EXPECT_THAT(RunOn("2025-03-03"), IsEmpty());
  ASSERT_TRUE(Post(EntryKind::kRelease, Minutes::OfDays(15), "leave:1").applied());
  EXPECT_THAT(RunOn("2025-03-04"), ElementsAre("ADJUST 7 -7200 statutory:corrected:2025-03-04:0"));
  EXPECT_EQ(Now().available(), Minutes());
}

TEST_F(StatutoryCorrections, LeaveThatPeopleEnteredIsNotStatutory) {
  Hired(On("2024-03-02"));
  (void)RunOn("2025-03-02");
  (void)ledger_.Post(kPerson, {{.id = "adjust:7:a",
                                .kind = EntryKind::kAdjust,
                                .minutes = Minutes::OfDays(2),
                                .source = "adjustment",
                                .on = clock_.date}});
  (void)ledger_.Post(kPerson, {{.id = "statutory:77:monthly:1",
                                .kind = EntryKind::kGrant,
                                .minutes = Minutes::OfDays(1),
                                .source = "statutory:77:monthly:1",
                                .on = clock_.date}});
  EXPECT_THAT(RunOn("2025-03-03"), IsEmpty());
}

TEST_F(StatutoryCorrections, NotifyThePersonOnce) {
  Hired(On("2024-03-02"));
  RunFrom("2024-03-02", "2025-03-02");
  EXPECT_THAT(notifying_.notices, IsEmpty());
  Hired(On("2024-04-02"));
  (void)RunOn("2025-03-10");
  (void)RunOn("2025-03-10");
  ASSERT_EQ(notifying_.notices.size(), 1U);
  const auto& notice = notifying_.notices.front();
  EXPECT_EQ(notice.id, "statutory:7:corrected:2025-03-10:0");
  EXPECT_EQ(notice.recipient, kPerson);
  EXPECT_EQ(notice.kind, "LEAVE_RECOUNTED");
  EXPECT_EQ(notice.text.English(),
            "Statutory leave was counted again: 5280 minutes more, 7200 minutes less.");
}

TEST_F(StatutoryCorrections, ADayOfHireThatIsCorrectedTwiceOnADateIsEnteredOnTheNext) {
  Hired(On("2024-03-02"));
  (void)RunOn("2025-03-02");
  Hired(On("2022-03-02"));
  EXPECT_EQ(RunOn("2025-03-03").size(), 1U);
  Hired(On("2024-03-02"));
  EXPECT_THAT(RunOn("2025-03-03"), IsEmpty());
  EXPECT_THAT(RunOn("2025-03-04"), ElementsAre("ADJUST 7 -480 statutory:corrected:2025-03-04:0"));
}

// By validity, of days that have not ended.
std::map<std::pair<Date, Date>, Minutes> DueOf(const std::vector<StatutoryGrant>& grants, Date on) {
  std::map<std::pair<Date, Date>, Minutes> due;
  for (const auto& grant : grants) {
    if (grant.valid_to < on) continue;
    auto& minutes = due[{grant.valid_from, grant.valid_to}];
    minutes = minutes + grant.minutes;
  }
  return due;
}

TEST_F(StatutoryCorrections, OfRandomPeopleGiveWhatIsDueAndNeverTwice) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    std::mt19937 random(seed);
    const auto up_to = [&](int most) { return std::uniform_int_distribution<>(0, most)(random); };
    ledger_ = MemoryLedger();
    const bool takes = seed % 2 == 0;
    Date hired = Plus(On("2021-01-01"), up_to(1000));
    Hired(hired);
    const Date until = Plus(hired, 1500);
    for (Date date = hired; date <= until; date = Plus(date, 1)) {
      clock_.date = date;
      if (takes && up_to(40) == 0 && Now().available() > Minutes(480)) {
        Take(Minutes(480), "leave:" + FormatDate(date));
      }
      if (up_to(300) == 0) Hired(Plus(hired, up_to(200) - 100));
      (void)RunOn(date);
      const auto due = DueOf(due_.Of(people_.all[0], date), date);
      Minutes owed;
      Minutes given;
      for (const auto& [days, minutes] : due) owed = owed + minutes;
      for (const auto& lot : ledger_.lots(kPerson).lots()) {
        if (lot.number == kBeyondGrants || *lot.validity.to < date) continue;
        given = given + lot.totals.granted;
        const auto found = due.find({*lot.validity.from, *lot.validity.to});
        const Minutes wanted = found == due.end() ? Minutes() : found->second;
        ASSERT_TRUE(lot.totals.granted <= wanted || lot.left() == Minutes())
            << "seed " << seed << " on " << FormatDate(date);
      }
      if (takes) continue;
      ASSERT_EQ(given, owed) << "seed " << seed << " on " << FormatDate(date);
    }
    EXPECT_GT(ledger_.Entries(kPerson).size(), 14U);
  }
}

}  // namespace
}  // namespace erp::employee
