// Absences, and what they make of the annual leave that the law owes.
#include <map>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/app/leave/due_grants.h"
#include "employee/app/leave/grant_statutory_leave.h"
#include "employee/app/leave/keep_absences.h"
#include "employee/domain/leave/attendance_facts.h"
#include "employee_memory_ledger.h"

namespace erp::employee {
namespace {

constexpr EmployeeId kPerson(7);

Date On(const std::string& text) { return ParseDate(text).value(); }
Date Plus(Date date, int days) { return std::chrono::sys_days(date) + std::chrono::days(days); }

Absence Away(AbsenceKind kind, const std::string& from, const std::string& to) {
  Absence absence;
  absence.employee = kPerson;
  absence.kind = kind;
  absence.from = On(from);
  absence.to = On(to);
  return absence;
}

TEST(Absences, EveryKindHasANameThatIsReadBack) {
  const auto names = AbsenceKindNames();
  EXPECT_EQ(names.size(), 17U);
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
  for (const auto& name : names) {
    EXPECT_EQ(AbsenceKindName(ParseAbsenceKind(name).value()), name);
  }
  EXPECT_EQ(ParseAbsenceKind("holiday"), std::nullopt);
  EXPECT_EQ(AbsenceKindName(AbsenceKind::kChildcare), "childcare");
  EXPECT_EQ(AbsenceKindName(AbsenceKind::kAbsence), "absence");
}

TEST(Absences, EndOnTheirFirstDayAtTheEarliestAndWithinTenYears) {
  const auto mistakes = [](const std::string& from, const std::string& to) {
    return AbsenceMistakes(Away(AbsenceKind::kAbsence, from, to));
  };
  EXPECT_TRUE(mistakes("2026-01-02", "2026-01-02").empty());
  EXPECT_EQ(mistakes("2026-01-02", "2026-01-01").at(0).pointer, "/to");
  const auto last = FormatDate(Plus(On("2026-01-01"), 3659));
  EXPECT_TRUE(mistakes("2026-01-01", last).empty());
  EXPECT_EQ(mistakes("2025-12-31", last).at(0).pointer, "/to");
}

TEST(Absences, TheDayThatCountsIsTheFirstOrTheOneThatIsNamed) {
  auto childcare = Away(AbsenceKind::kChildcare, "2018-05-28", "2018-06-30");
  EXPECT_EQ(EffectOn(childcare, On("2018-06-01")), AttendanceEffect::kExcluded);
  childcare.decisive = On("2018-05-29");
  EXPECT_EQ(EffectOn(childcare, On("2018-06-01")), AttendanceEffect::kWorked);
  const auto week = Away(AbsenceKind::kShortChildcare, "2026-08-19", "2026-08-21");
  EXPECT_EQ(EffectOn(week, On("2026-08-19")), AttendanceEffect::kExcluded);
  EXPECT_EQ(EffectOn(week, On("2026-08-20")), AttendanceEffect::kWorked) << "each day by itself";
}

TEST(Absences, TheFingerprintTellsEveryMemberApart) {
  const auto same = Away(AbsenceKind::kAbsence, "2026-01-01", "2026-01-02");
  std::set<std::string> prints{Fingerprint(same)};
  auto other = same;
  other.employee = EmployeeId(8);
  prints.insert(Fingerprint(other));
  other = same;
  other.kind = AbsenceKind::kSuspension;
  prints.insert(Fingerprint(other));
  other = same;
  other.from = On("2025-12-31");
  prints.insert(Fingerprint(other));
  other = same;
  other.to = On("2026-01-03");
  prints.insert(Fingerprint(other));
  other = same;
  other.decisive = On("2026-01-01");
  prints.insert(Fingerprint(other));
  other = same;
  other.reason = "병가";
  prints.insert(Fingerprint(other));
  EXPECT_EQ(prints.size(), 7U);
  other.at = Instant(std::chrono::hours(1));
  EXPECT_TRUE(prints.contains(Fingerprint(other))) << "when it was recorded is not what was asked";
}

// What is counted day by day, with nothing but the calendar of days.
class SlowCount {
 public:
  SlowCount(const Employment& employment,
            const StatutoryPolicy& policy,
            const std::vector<Absence>& absences,
            const WorkingCalendar& calendar,
            Date until) {
    int month = 1;
    int year = 1;
    int fiscal = 1;
    const Date stop = Plus(until, 800);  // beyond every period that begins up to `until`
    for (Date date = employment.hired; date < stop; date = Plus(date, 1)) {
      if (date != employment.hired) {
        if (date == AfterMonths(employment.hired, month, policy.month_rule)) ++month;
        if (date == AfterMonths(employment.hired, 12 * year, policy.month_rule)) ++year;
        const auto day = std::chrono::month_day(date.month(), date.day());
        if (day == policy.fiscal_start) ++fiscal;
      }
      if (date <= until) {
        begun_[0].insert(month);
        begun_[1].insert(year);
        begun_[2].insert(fiscal);
      }
      bool due = calendar.MinutesOn(date) > Minutes();
      bool there = true;
      bool out = false;
      for (const auto& absence : absences) {
        if (!absence.Covers(date)) continue;
        touched_[0].insert(month);
        touched_[1].insert(year);
        touched_[2].insert(fiscal);
        const auto effect = EffectOn(absence, date);
        there = effect == AttendanceEffect::kWorked;
        out = effect == AttendanceEffect::kExcluded;
      }
      if (!due) continue;
      const std::array numbers{month, year, fiscal};
      for (std::size_t i = 0; i < 3; ++i) {
        auto& counted = counted_[i][numbers[i]];
        ++counted.scheduled;
        if (there) ++counted.worked;
        if (out) ++counted.excluded;
      }
    }
  }

  [[nodiscard]] std::map<int, YearAttendance> Counted(std::size_t what) const {
    std::map<int, YearAttendance> wanted;
    for (const int number : touched_[what]) {
      if (!begun_[what].contains(number)) continue;
      const auto found = counted_[what].find(number);
      wanted[number] = found == counted_[what].end() ? YearAttendance{} : found->second;
    }
    return wanted;
  }

 private:
  std::array<std::map<int, YearAttendance>, 3> counted_;  // months, years, fiscal years
  std::array<std::set<int>, 3> touched_;
  std::array<std::set<int>, 3> begun_;
};

void ExpectSame(const std::map<int, YearAttendance>& fast,
                const std::map<int, YearAttendance>& slow) {
  ASSERT_EQ(fast.size(), slow.size());
  for (const auto& [number, year] : slow) {
    const auto found = fast.find(number);
    ASSERT_NE(found, fast.end()) << number;
    EXPECT_EQ(found->second.scheduled, year.scheduled) << number;
    EXPECT_EQ(found->second.worked, year.worked) << number;
    EXPECT_EQ(found->second.excluded, year.excluded) << number;
  }
}

TEST(AttendanceFacts, AreWhatIsCountedDayByDay) {
  for (unsigned seed = 1; seed <= 80; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto up_to = [&](int most) { return std::uniform_int_distribution<>(0, most)(random); };
    // Days that some months lack.
    const Date hired = up_to(3) == 0 ? On(up_to(1) == 0 ? "2024-02-29" : "2024-01-31")
                                     : Plus(On("2023-01-01"), up_to(900));
    const Employment employment{.hired = hired, .last_day = std::nullopt};
    StatutoryPolicy policy;
    if (up_to(1) == 0) policy.month_rule = MonthRule::kClampToMonthEnd;
    policy.fiscal_start =
        std::chrono::month_day(std::chrono::month(1 + static_cast<unsigned>(up_to(11))),
                               std::chrono::day(1 + static_cast<unsigned>(up_to(27))));
    MemoryAbsences absences;
    for (int n = 1 + up_to(5); n > 0; --n) {
      const Date from = Plus(hired, up_to(1300) - 40);
      auto absence = Away(static_cast<AbsenceKind>(up_to(16)), FormatDate(from),
                          FormatDate(Plus(from, up_to(3) == 0 ? up_to(400) : up_to(20))));
      (void)absences.Add(absence, std::nullopt);
    }
    WeeklyPattern pattern = WeeklyPattern::MondayToFriday(Minutes(480));
    if (up_to(2) == 0) pattern.minutes[static_cast<std::size_t>(up_to(6))] = Minutes(60);
    const WorkingCalendar calendar(pattern, KoreanHolidays(), CalendarVersion(1));
    const Date until = Plus(hired, up_to(1500));
    const auto facts = AttendanceFactsOf(employment, policy, absences.all, calendar, until);
    const SlowCount slow(employment, policy, absences.all, calendar, until);
    ExpectSame(facts.years, slow.Counted(1));
    ExpectSame(facts.fiscal_years, slow.Counted(2));
    const auto months = slow.Counted(0);
    ASSERT_EQ(facts.full_months.size(), months.size());
    for (const auto& [number, month] : months) {
      const bool full = month.worked + month.excluded == month.scheduled &&
                        (month.worked > 0 || month.scheduled == 0);
      EXPECT_EQ(facts.full_months.at(number), full) << "month " << number;
    }
  }
}

class Granting : public testing::Test {
 protected:
  Granting() { people_.all = {HiredOn(7, On("2024-01-01"))}; }

  // Days of the grant of that key, up to the end of 2027.
  double DaysOf(const std::string& key) {
    for (const auto& grant : due_.Of(people_.all[0], On("2027-12-31"))) {
      if (grant.key == key) return grant.minutes.Days();
    }
    return 0;
  }
  void Away(AbsenceKind kind, const std::string& from, const std::string& to) {
    ASSERT_TRUE(absences_.Add(employee::Away(kind, from, to), std::nullopt));
  }

  DateClock clock_;
  MemoryPeople people_;
  MemoryLedger ledger_;
  MemoryAbsences absences_;
  WeekdayCalendars calendars_;
  DueGrants due_{absences_, calendars_, StatutoryPolicy{}};
};

// 근로기준법 60조 1항·2항; 2025 has 261 days of work by this calendar, 80 % of them are 208.8.
TEST_F(Granting, AYearBelow80PercentGivesADayForEachFullMonth) {
  Away(AbsenceKind::kAbsence, "2025-01-01", "2025-03-13");  // 52 of 261 days
  EXPECT_EQ(DaysOf("statutory:yearly:2"), 15);
  Away(AbsenceKind::kAbsence, "2025-03-14", "2025-03-14");
  EXPECT_EQ(DaysOf("statutory:yearly:2"), 9) << "April to December";
  EXPECT_EQ(DaysOf("statutory:yearly:1"), 15) << "another year";
  EXPECT_EQ(DaysOf("statutory:yearly:3"), 16);
}

TEST_F(Granting, WhatTheLawDeemsWorkedTakesNothing) {
  Away(AbsenceKind::kChildcare, "2025-01-01", "2025-12-31");
  EXPECT_EQ(DaysOf("statutory:yearly:2"), 15);
  Away(AbsenceKind::kWorkAccident, "2024-03-01", "2024-12-31");
  EXPECT_EQ(DaysOf("statutory:yearly:1"), 15);
  EXPECT_EQ(DaysOf("statutory:monthly:5"), 1);
}

TEST_F(Granting, ExcludedDaysCutTheLeaveBelow80PercentOfAllDays) {
  Away(AbsenceKind::kAgreedLeave, "2025-01-01", "2025-07-02");  // 131 of 261 days
  EXPECT_EQ(DaysOf("statutory:yearly:2"), Minutes(3587).Days()) << "7200 * 130 / 261, rounded up";
}

TEST_F(Granting, OneDayOfAbsenceCostsTheMonthOfTheFirstYear) {
  Away(AbsenceKind::kAbsence, "2024-02-15", "2024-02-15");
  EXPECT_EQ(DaysOf("statutory:monthly:1"), 1);
  EXPECT_EQ(DaysOf("statutory:monthly:2"), 0);
  EXPECT_EQ(DaysOf("statutory:monthly:3"), 1);
  absences_.all.clear();
  Away(AbsenceKind::kAbsence, "2024-02-17", "2024-02-18");
  EXPECT_EQ(DaysOf("statutory:monthly:2"), 1) << "a weekend is not due";
  Away(AbsenceKind::kAgreedLeave, "2024-03-01", "2024-03-30");
  EXPECT_EQ(DaysOf("statutory:monthly:3"), 0) << "a month in which nothing was due";
  EXPECT_EQ(DaysOf("statutory:monthly:4"), 1);
}

TEST_F(Granting, WithoutAbsencesTheCalendarIsNotAskedAndAttendanceIsFull) {
  EXPECT_EQ(DaysOf("statutory:yearly:1"), 15);
  EXPECT_EQ(calendars_.asked, 0);
  EXPECT_TRUE(due_.any());
  const DueGrants off(absences_, calendars_, std::nullopt);
  EXPECT_FALSE(off.any());
  EXPECT_TRUE(off.Of(people_.all[0], On("2027-12-31")).empty());
  EXPECT_TRUE(due_.Of(HiredOn(8, std::nullopt), On("2027-12-31")).empty());
}

TEST_F(Granting, TheJobReckonsWithThemAndCorrectsWhatItHasGranted) {
  MemoryNotifying notifying(ledger_);
  GrantStatutoryLeave job(people_, ledger_, notifying, CompanyClock(clock_, TimeZone("Asia/Seoul")),
                          due_);
  const auto run = [&](const std::string& on) {
    clock_.date = On(on);
    return job.Run({}, clock_.date, false).lines;
  };
  EXPECT_THAT(run("2024-02-01"), testing::ElementsAre("GRANT 7 480 statutory:monthly:1"));
  Away(AbsenceKind::kAbsence, "2024-01-15", "2024-02-15");
  EXPECT_THAT(run("2024-02-02"),
              testing::ElementsAre("ADJUST 7 -480 statutory:corrected:2024-02-02:0"));
  EXPECT_THAT(run("2024-03-01"), testing::IsEmpty()) << "February was missed";
  absences_.all.clear();
  EXPECT_THAT(run("2024-03-02"),
              testing::ElementsAre("GRANT 7 480 statutory:monthly:2",
                                   "ADJUST 7 480 statutory:corrected:2024-03-02:0"));
  EXPECT_EQ(ledger_.Balance(kPerson, clock_.date)->granted, Minutes(960));
  ASSERT_EQ(notifying.notices.size(), 2U);
  EXPECT_EQ(notifying.notices[0].text.English(),
            "Statutory leave was counted again: 0 minutes more, 480 minutes less.");
}

TEST_F(Granting, AbsencesAreRecordedByThoseWhoKnowThemUnderTheirKey) {
  KeepAbsences keep(people_, absences_, CompanyClock(clock_, TimeZone("Asia/Seoul")));
  clock_.date = On("2026-11-27");
  auto away = employee::Away(AbsenceKind::kAgreedLeave, "2026-12-01", "2026-11-30");
  EXPECT_EQ(keep.Record(away, std::nullopt).error().slug, "invalid-body");
  EXPECT_TRUE(absences_.keys.empty());
  away.to = On("2026-12-31");
  away.actor = EmployeeId(3);
  const auto recorded = keep.Record(away, "k1").value();
  EXPECT_EQ(recorded.at, clock_.Now());
  EXPECT_EQ(absences_.keys.at(0)->key, "k1");
  EXPECT_EQ(absences_.keys.at(0)->actor, EmployeeId(3));
  EXPECT_EQ(absences_.keys.at(0)->fingerprint, Fingerprint(away));
  EXPECT_EQ(keep.Record(away, std::nullopt).error().slug, "absence-overlap");
  EXPECT_EQ(absences_.keys.at(1), std::nullopt);
  EXPECT_EQ(keep.List(kPerson)->size(), 1U);
  EXPECT_EQ(keep.List(EmployeeId(99)).error().slug, "employee-not-found");
  EXPECT_EQ(keep.Remove(kPerson, AbsenceId(9), std::nullopt).error().slug, "absence-not-found");
  EXPECT_TRUE(keep.Remove(kPerson, recorded.id, EmployeeId(3)));
  EXPECT_TRUE(keep.List(kPerson)->empty());
}

}  // namespace
}  // namespace erp::employee
