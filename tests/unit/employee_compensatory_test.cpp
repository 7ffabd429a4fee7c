// Leave for work on holidays (보상휴가).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/app/leave/grant_compensatory_leave.h"
#include "employee_memory_ledger.h"

namespace erp::employee {
namespace {

constexpr EmployeeId kPerson(7);
constexpr EmployeeId kManager(3);
constexpr EmployeeId kHr(4);
constexpr Minutes kDay(480);

Date On(const std::string& text) { return ParseDate(text).value(); }
const Date kSaturday = On("2026-10-03");
const Date kMonday = On("2026-10-05");

Holiday Off(Date date, std::optional<DayHalf> half = std::nullopt) {
  return {date, "휴무", HolidayKind::kCompany, half, ""};
}

WorkingCalendar Week(std::array<std::int64_t, 7> minutes, const std::vector<Holiday>& off = {}) {
  WeeklyPattern pattern{};
  for (std::size_t i = 0; i < 7; ++i) pattern.minutes[i] = Minutes(minutes[i]);
  return {pattern, Holidays(off), CalendarVersion(1)};
}
const WorkingCalendar kFive = Week({0, 480, 480, 480, 480, 480, 0});

HolidayWork Work(std::int64_t minutes, Date date, const WorkingCalendar& calendar) {
  return {kPerson, date, Minutes(minutes), calendar.On(date), WorkdayAround(calendar, date)};
}
std::int64_t Credited(std::int64_t minutes, Date date, const WorkingCalendar& calendar) {
  return CreditedWork(Work(minutes, date, calendar)).value().count();
}
std::string Refused(std::int64_t minutes, Date date, const WorkingCalendar& calendar) {
  return CreditedWork(Work(minutes, date, calendar)).error().slug;
}

TEST(CompensatoryLeave, HalfAWorkdayCountsAsHalfAndAWholeOneAsWhole) {
  EXPECT_EQ(Refused(239, kSaturday, kFive), "not-enough-work");
  EXPECT_EQ(Credited(240, kSaturday, kFive), 240);
  EXPECT_EQ(Credited(479, kSaturday, kFive), 240);
  EXPECT_EQ(Credited(480, kSaturday, kFive), 480);
  EXPECT_EQ(Credited(900, kSaturday, kFive), 480) << "more is paid";
}

TEST(CompensatoryLeave, AWorkdayEarnsNothingHoweverLong) {
  EXPECT_EQ(Refused(900, kMonday, kFive), "not-a-holiday");
  EXPECT_EQ(Credited(480, kMonday, Week({0, 480, 0, 0, 0, 0, 0}, {Off(kMonday)})), 480);
}

TEST(CompensatoryLeave, OfHalfAHolidayOnlyWhatGoesBeyondTheOtherHalfCounts) {
  const auto calendar = Week({0, 480, 480, 480, 480, 480, 0}, {Off(kMonday, DayHalf::kPm)});
  EXPECT_EQ(Refused(479, kMonday, calendar), "not-enough-work");
  EXPECT_EQ(Credited(480, kMonday, calendar), 240);
  EXPECT_EQ(Credited(1200, kMonday, calendar), 240) << "half a holiday is no whole one";
}

TEST(CompensatoryLeave, AWorkdayIsThePersonsOwn) {
  const auto part_time = Week({0, 0, 301, 120, 0, 0, 0}, {Off(On("2026-10-07"))});
  EXPECT_EQ(WorkdayAround(part_time, kSaturday), Minutes(301)) << "the longest of the week";
  EXPECT_EQ(Refused(150, kSaturday, part_time), "not-enough-work");
  EXPECT_EQ(Credited(151, kSaturday, part_time), 151);
  EXPECT_EQ(Credited(301, kSaturday, part_time), 301);
  EXPECT_EQ(WorkdayAround(part_time, On("2026-10-07")), Minutes(120)) << "that of the date";
  for (int day = 0; day < 7; ++day) {
    std::array<std::int64_t, 7> minutes{};
    minutes[static_cast<std::size_t>(day)] = 480;
    for (unsigned date = 1; date <= 7; ++date) {
      const Date on{std::chrono::year(2026), std::chrono::month(10), std::chrono::day(date)};
      EXPECT_EQ(WorkdayAround(Week(minutes), on), kDay) << day << " seen from " << date;
    }
  }
}

TEST(CompensatoryLeave, TheGrantIsItsPercentRoundedUpAndValidFromTheWork) {
  const auto grant = [](std::int64_t minutes, CompensatoryPolicy policy, const std::string& on,
                        const WorkingCalendar& calendar) {
    return CompensatoryGrant(Work(minutes, kSaturday, calendar), policy, {{}, On(on)});
  };
  const auto whole = grant(480, {}, "2026-10-05", kFive).value();
  EXPECT_EQ(whole.id, "compensatory:7:2026-10-03");
  EXPECT_EQ(whole.source, whole.id);
  EXPECT_EQ(whole.kind, EntryKind::kGrant);
  EXPECT_EQ(whole.bucket, Bucket::kCompensatory);
  EXPECT_EQ(whole.minutes, Minutes(720));
  EXPECT_EQ(whole.on, On("2026-10-05"));
  EXPECT_EQ(whole.validity, (Validity{kSaturday, On("2027-10-03")}));
  const auto odd = Week({0, 0, 301, 0, 0, 0, 0});
  EXPECT_EQ(grant(301, {}, "2026-10-05", odd)->minutes, Minutes(452)) << "451.5";
  EXPECT_EQ(grant(301, {100, 1}, "2026-10-04", odd)->minutes, Minutes(301));
  EXPECT_EQ(grant(301, {100, 1}, "2026-10-04", odd)->validity.to, On("2026-10-04"));
  const auto late = grant(301, {100, 1}, "2026-10-05", odd);
  EXPECT_EQ(late.error().slug, "invalid-body");
  EXPECT_EQ(late.error().fields.at(0).pointer, "/workDate");
  EXPECT_EQ(grant(10, {}, "2026-10-05", kFive).error().slug, "not-enough-work");
}

class SetCalendars final : public Calendars {
 public:
  WorkingCalendar Of(EmployeeId) override { return kFive; }
  Holidays All() override { return {}; }
  void Put(const std::vector<Holiday>&) override {}
  void Remove(const std::vector<Holiday>&) override {}
};

class SetRecords final : public AttendanceBook {
 public:
  Result<Attended> CheckIn(const AttendanceRecord&, const GrantOf&) override {
    return RecordNotFound();
  }
  Result<AttendanceRecord> CheckOut(EmployeeId, Date, Date, const Choose&) override {
    return RecordNotFound();
  }
  std::vector<AttendanceRecord> History(EmployeeId, std::optional<Date>, int) override {
    return {};
  }
  std::vector<AttendanceRecord> Between(const std::vector<EmployeeId>& people,
                                        Date from,
                                        Date to) override {
    std::vector<AttendanceRecord> found;
    for (const auto& record : all) {
      const bool of = record.employee == people.front();
      if (of && from <= record.work_date && record.work_date <= to) found.push_back(record);
    }
    return found;
  }
  std::optional<AttendanceProgress> Progress(EmployeeId) override { return std::nullopt; }
  std::optional<CorrectedRecord> Find(RecordId) override { return std::nullopt; }
  Result<AttendanceRecord> Change(RecordId,
                                  std::optional<std::int64_t>,
                                  const Correct&,
                                  const CorrectionNote&,
                                  const GrantOf&) override {
    return RecordNotFound();
  }
  Result<AttendanceRecord> ChangeDay(
      EmployeeId, Date, const CorrectOnDate&, const CorrectionNote&, const GrantOf&) override {
    return RecordNotFound();
  }
  std::int64_t CloseOpen(Date, Instant, bool) override { return 0; }

  std::vector<AttendanceRecord> all;
};

class KeptRoles final : public PostRegister {
 public:
  std::optional<std::vector<Post>> Posts(EmployeeId) override { return std::nullopt; }
  Result<Made<Post>> Add(EmployeeId,
                         const Post&,
                         Moment,
                         const std::optional<RequestKey>&) override {
    return EmployeeNotFound();
  }
  Result<void> End(EmployeeId, PostId, Date) override { return EmployeeNotFound(); }
  std::optional<std::vector<std::string>> Roles(EmployeeId id) override {
    const auto found = all.find(id);
    return found == all.end() ? std::nullopt : std::optional(found->second);
  }
  Result<std::vector<std::string>> SetRoles(EmployeeId,
                                            const std::vector<std::string>&,
                                            Moment) override {
    return EmployeeNotFound();
  }
  std::map<EmployeeId, std::vector<std::string>> all;
};

class CompensatoryGrants : public testing::Test {
 protected:
  CompensatoryGrants() {
    clock_.date = kMonday;
    people_.all = {HiredOn(2, {}), HiredOn(3, {}), HiredOn(4, {}), HiredOn(5, {}), HiredOn(7, {})};
    people_.all[2].profile.department = "인사팀";
    people_.all[4].profile.manager = kManager;
    posts_.all[EmployeeId(5)] = {"manager", "hr"};
    posts_.all[EmployeeId(2)] = {"manager"};
    AtWork(kSaturday, 8);
  }
  void AtWork(Date date, int hours, RecordStatus status = RecordStatus::kCheckedOut) {
    const Instant in = Instant(std::chrono::sys_days(date));
    AttendanceRecord record{
        .id = RecordId(1), .employee = kPerson, .work_date = date, .check_in = in};
    record.check_out = in + std::chrono::hours(hours);
    record.status = status;
    attendance_.all.push_back(record);
  }
  Result<Posting> Run(EmployeeId actor, Date date = kSaturday, EmployeeId person = kPerson) {
    return grant_.Run(person, {.actor = actor, .work_date = date, .reason = "점검"});
  }

  DateClock clock_;
  MemoryPeople people_;
  MemoryLedger ledger_;
  MemoryNotifying notifying_{ledger_};
  SetCalendars calendars_;
  SetRecords attendance_;
  KeptRoles posts_;
  HumanResources human_resources_{posts_, {"재무팀", "인사팀"}};
  GrantCompensatoryLeave grant_{
      {people_, human_resources_, attendance_, calendars_, ledger_, notifying_},
      CompanyClock(clock_, TimeZone("Asia/Seoul")),
      {}};
};

TEST_F(CompensatoryGrants, TheManagerGrantsAndThePersonIsNotified) {
  const auto posting = Run(kManager).value();
  EXPECT_FALSE(posting.replayed);
  EXPECT_EQ(posting.entry.operation.minutes, Minutes(720));
  EXPECT_EQ(posting.entry.operation.reason, "점검");
  EXPECT_EQ(posting.entry.operation.actor, kManager);
  EXPECT_EQ(posting.entry.operation.on, kMonday);
  ASSERT_EQ(notifying_.notices.size(), 1U);
  const auto& notice = notifying_.notices[0];
  EXPECT_EQ(notice.id, "compensatory:7:2026-10-03");
  EXPECT_EQ(notice.recipient, kPerson);
  EXPECT_EQ(notice.kind, "LEAVE_GRANTED");
  EXPECT_EQ(notice.text,
            "You are given 720 minutes of leave for the work on 2026-10-03; use them by "
            "2027-10-03.");
}

TEST_F(CompensatoryGrants, OnlyHumanResourcesAndTheManagerGrantAndNobodyToThemselves) {
  people_.all[4].profile.department = "인사팀";
  EXPECT_EQ(Run(kPerson).error().slug, "may-not-grant");
  EXPECT_EQ(Run(EmployeeId(2)).error().slug, "may-not-grant") << "somebody else's manager";
  EXPECT_EQ(Run(EmployeeId(99)).error().slug, "may-not-grant") << "nobody";
  EXPECT_EQ(Run(kHr, kSaturday, EmployeeId(99)).error().slug, "employee-not-found");
  EXPECT_TRUE(Run(kHr));
  EXPECT_TRUE(Run(EmployeeId(5))) << "by role";
  people_.all[2].active = people_.all[1].active = false;
  EXPECT_EQ(Run(kHr).error().slug, "may-not-grant");
  EXPECT_EQ(Run(kManager).error().slug, "may-not-grant");
}

TEST_F(CompensatoryGrants, ADateEarnsOnceWhateverIsKnownLater) {
  const auto first = Run(kManager).value();
  attendance_.all.clear();
  people_.all[4].active = false;
  const auto again = grant_.Run(kPerson, {.actor = kHr, .work_date = kSaturday}).value();
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.entry.operation.actor, kManager);
  EXPECT_EQ(again.entry.number, first.entry.number);
  EXPECT_EQ(again.totals.available(), Minutes(720));
  EXPECT_EQ(ledger_.Entries(kPerson).size(), 1U);
  EXPECT_EQ(notifying_.notices.size(), 1U);
}

TEST_F(CompensatoryGrants, OfTwoAtOnceTheQuickerOneGrants) {
  notifying_.first = [&] {
    Operation other{.id = "compensatory:7:2026-10-03",
                    .minutes = Minutes(360),
                    .source = "compensatory:7:2026-10-03",
                    .bucket = Bucket::kCompensatory};
    (void)ledger_.Post(kPerson, {other});
  };
  const auto posting = Run(kManager).value();
  EXPECT_TRUE(posting.replayed);
  EXPECT_EQ(posting.entry.operation.minutes, Minutes(360));
}

TEST_F(CompensatoryGrants, WithoutAttendanceThatEndedNothingIsGranted) {
  const Date sunday = On("2026-10-04");
  EXPECT_EQ(Run(kManager, sunday).error().slug, "not-worked");
  AtWork(sunday, 8, RecordStatus::kCheckOutMissing);
  AtWork(sunday, 8, RecordStatus::kVoided);
  EXPECT_EQ(Run(kManager, sunday).error().slug, "not-worked");
  AtWork(sunday, 4);
  EXPECT_EQ(Run(kManager, sunday)->entry.operation.minutes, Minutes(360));
  AtWork(kMonday, 8);
  EXPECT_EQ(Run(kManager, kMonday).error().slug, "not-a-holiday");
  people_.all[4].active = false;
  EXPECT_EQ(Run(kManager, On("2026-09-27")).error().slug, "employee-inactive");
}

}  // namespace
}  // namespace erp::employee
