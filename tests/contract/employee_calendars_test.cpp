// Calendars and WorkCalendarBook on a real database.
#include "contract/employee_fixture.h"

namespace erp::employee {
namespace {

class CalendarContract : public EmployeeStore {
 protected:
  std::int64_t Version() { return calendars_.Of(EmployeeId(1)).version().value(); }
  static Date On(const std::string& text) { return ParseDate(text).value(); }
  static WorkCalendar Short(const std::string& name) {
    return {.id = {},
            .name = name,
            .pattern = WeeklyPattern::MondayToFriday(Minutes(360)),
            .scope = {.labour_day = false}};
  }
};

TEST_F(CalendarContract, AHolidayIsPutReplacedAndRemovedAndEachIsAVersion) {
  const auto before = Version();
  const std::string source(300, 's');
  calendars_.Put({{On("2027-03-15"), "창립기념일", HolidayKind::kCompany, DayHalf::kPm, source}});
  const auto calendar = calendars_.Of(EmployeeId(1));
  EXPECT_EQ(calendar.version().value(), before + 1);
  EXPECT_EQ(calendar.MinutesOn(On("2027-03-15")), Minutes(240));
  EXPECT_EQ(calendars_.All().On(On("2027-03-15"))[0].source, source);
  const auto day = calendars_.All().On(On("2027-03-01"))[0];
  calendars_.Remove({day, calendars_.All().On(On("2027-03-15"))[0]});
  EXPECT_EQ(Version(), before + 2);
  EXPECT_EQ(calendars_.Of(EmployeeId(1)).MinutesOn(On("2027-03-01")), Minutes(480));
  EXPECT_EQ(calendars_.Of(EmployeeId(1)).MinutesOn(On("2027-03-15")), Minutes(480));
  calendars_.Put({day});
  EXPECT_EQ(calendars_.Of(EmployeeId(1)).MinutesOn(On("2027-03-01")), Minutes(0));
}

TEST_F(CalendarContract, AWorkCalendarIsMadeAndChangedAndOnlyAChangeCounts) {
  const auto before = Version();
  ASSERT_EQ(work_calendars_.All().size(), 1U);
  EXPECT_EQ(work_calendars_.All()[0].id, kCommonCalendar);
  const auto made = work_calendars_.Create(Short("단축")).value();
  EXPECT_EQ(Version(), before + 1);
  EXPECT_EQ(work_calendars_.Create(Short("단축")).error().slug, "work-calendar-exists");
  EXPECT_EQ(Version(), before + 1) << "what is refused is no version";
  auto wanted = made;
  EXPECT_EQ(work_calendars_.Change(wanted, 99).value().version, 1) << "nothing to change";
  EXPECT_EQ(Version(), before + 1);
  wanted.scope.company_days = false;
  EXPECT_EQ(work_calendars_.Change(wanted, 2).error().slug, "version-mismatch");
  EXPECT_EQ(work_calendars_.Change(wanted, 1).value().version, 2);
  EXPECT_EQ(Version(), before + 2);
  const auto found = work_calendars_.Find(made.id).value();
  EXPECT_EQ(found.version, 2);
  EXPECT_EQ(found.pattern.minutes, wanted.pattern.minutes);
  EXPECT_FALSE(found.scope.company_days);
  EXPECT_FALSE(found.scope.labour_day);
  wanted.name = "기본";
  EXPECT_EQ(work_calendars_.Change(wanted, std::nullopt).error().slug, "work-calendar-exists");
  wanted.id = WorkCalendarId(99);
  EXPECT_EQ(work_calendars_.Change(wanted, std::nullopt).error().slug, "work-calendar-not-found");
  EXPECT_FALSE(work_calendars_.Find(WorkCalendarId(99)));
}

TEST_F(CalendarContract, APersonHasTheCommonCalendarUntilAnotherIsGiven) {
  const auto id = Hire();
  const auto made = work_calendars_.Create(Short("단축")).value();
  EXPECT_EQ(work_calendars_.Of(id).value().id, kCommonCalendar);
  const auto before = Version();
  EXPECT_EQ(work_calendars_.Assign(id, kCommonCalendar).value().id, kCommonCalendar);
  EXPECT_EQ(Version(), before) << "the same as before";
  EXPECT_EQ(work_calendars_.Assign(id, made.id).value().name, "단축");
  EXPECT_EQ(Version(), before + 1);
  EXPECT_EQ(work_calendars_.Of(id).value().id, made.id);
  EXPECT_EQ(calendars_.Of(id).MinutesOn(On("2027-03-02")), Minutes(360));
  EXPECT_EQ(work_calendars_.Assign(id, kCommonCalendar).value().id, kCommonCalendar);
  EXPECT_EQ(work_calendars_.Assign(id, WorkCalendarId(99)).error().slug, "invalid-body");
  EXPECT_EQ(work_calendars_.Assign(EmployeeId(999), made.id).error().slug, "employee-not-found");
  EXPECT_EQ(work_calendars_.Of(EmployeeId(999)).error().slug, "employee-not-found");
}

TEST_F(CalendarContract, ARecountIsEnteredOnceWithItsNoticeAndLotsFollow) {
  const auto id = Hire();
  Operation operation{.id = "leave:1:reserve",
                      .kind = EntryKind::kReserve,
                      .minutes = Minutes::OfDays(2),
                      .source = "leave:1",
                      .days = {{On("2999-03-11"), {Minutes(), Minutes(480)}},
                               {On("2999-03-12"), {Minutes(), Minutes(480)}}}};
  ASSERT_TRUE(app_.apply_operation.Run(id, operation).value().entry.applied());
  operation.id = "leave:1:consume";
  operation.kind = EntryKind::kConsume;
  operation.days = {};
  ASSERT_TRUE(app_.apply_operation.Run(id, operation).value().entry.applied());
  calendars_.Put({{On("2999-03-11"), "임시공휴일", HolidayKind::kTemporary, std::nullopt, ""}});
  const auto notices = [&] {
    return Count(
        "SELECT COUNT(*) FROM outbox WHERE event_id LIKE 'n:recount:leave:1:2999-03-11:%'");
  };
  EXPECT_EQ(app_.recount_leave.Run({}, On("2999-01-01"), true).changes, 1);
  EXPECT_EQ(notices(), 0);
  EXPECT_EQ(app_.recount_leave.Run({}, On("2999-01-01"), false).changes, 1);
  EXPECT_EQ(app_.recount_leave.Run({}, On("2999-01-01"), false).changes, 0);
  EXPECT_EQ(notices(), 1);
  EXPECT_EQ(TotalsOf(id).available(), Minutes::OfDays(14));
  ExpectLedgerIsSound(id);
  calendars_.Remove({calendars_.All().On(On("2999-03-11"))[0]});
  EXPECT_EQ(app_.recount_leave.Run({}, On("2999-01-01"), false).changes, 1);
  EXPECT_EQ(TotalsOf(id).available(), Minutes::OfDays(13));
  EXPECT_EQ(notices(), 2);
  ExpectLedgerIsSound(id);
}

// A lot that an ADJUST names is the one that it takes from, also in what is stored.
TEST_F(CalendarContract, AnAdjustmentThatNamesALotTakesFromIt) {
  const auto id = Hire();
  const Validity later{On("2998-01-01"), On("2998-12-31")};
  const auto post = [&](const std::string& name, EntryKind kind, std::int64_t minutes) {
    return ledger_
        .Post(id, {{.id = name,
                    .kind = kind,
                    .minutes = Minutes(minutes),
                    .source = name,
                    .on = On("2027-01-01"),
                    .validity = later}})
        .value()
        .entry.refusal;
  };
  EXPECT_FALSE(post("later", EntryKind::kGrant, 480));
  EXPECT_EQ(post("too-much", EntryKind::kAdjust, -481), "leave-insufficient");
  EXPECT_FALSE(post("all", EntryKind::kAdjust, -480));
  EXPECT_EQ(TotalsOf(id).available(), Minutes::OfDays(15)) << "the others are as they were";
  ExpectLedgerIsSound(id);
}

}  // namespace
}  // namespace erp::employee
