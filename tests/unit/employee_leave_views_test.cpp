// The calendar of a team and the report of leave: their rules and what is printed of them.
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/api/leave/view_json.h"
#include "employee/app/leave/expire_leave.h"
#include "employee/app/leave/leave_calendar.h"
#include "employee/app/leave/leave_report.h"
#include "employee_memory_ledger.h"
#include "json/json.h"

namespace erp::employee {
namespace {

constexpr EmployeeId kPerson(7);

Date On(const std::string& text) { return ParseDate(text).value(); }
Date Plus(Date date, int days) { return std::chrono::sys_days(date) + std::chrono::days(days); }
json::Value Json(const std::string& text) { return json::Parse(text).value(); }

class KoreanCalendars final : public Calendars {
 public:
  WorkingCalendar Of(EmployeeId) override {
    ++asked;
    return {WeeklyPattern::MondayToFriday(Minutes(480)), KoreanHolidays(), CalendarVersion(1)};
  }
  Holidays All() override { return KoreanHolidays(); }
  void Put(const std::vector<Holiday>&) override {}
  void Remove(const std::vector<Holiday>&) override {}
  int asked = 0;
};

class LeaveViews : public testing::Test {
 protected:
  LeaveViews() {
    people_.all = {HiredOn(3, std::nullopt), HiredOn(7, std::nullopt)};
    clock_.date = On("2026-12-01");
  }
  void Post(const std::string& id,
            EntryKind kind,
            Minutes minutes,
            Bucket bucket = Bucket::kStatutory,
            Validity validity = {},
            const std::string& source = "") {
    (void)ledger_.Post(kPerson, {{.id = id,
                                  .kind = kind,
                                  .minutes = minutes,
                                  .source = source.empty() ? id : source,
                                  .at = clock_.Now(),
                                  .on = clock_.date,
                                  .bucket = bucket,
                                  .validity = validity}});
  }
  void Reserve(const std::string& source, const std::vector<LeaveDay>& days) {
    (void)ledger_.Post(kPerson, {{.id = source + ":reserve",
                                  .kind = EntryKind::kReserve,
                                  .minutes = TotalOf(days),
                                  .source = source,
                                  .on = clock_.date,
                                  .days = days}});
  }
  std::vector<CalendarRow> Calendar(const std::string& from, const std::string& to) {
    return calendar_.Run({}, {}, On(from), On(to));
  }
  std::vector<BucketReport> Report(Date on) { return report_.Run({}, {}, on)[0].buckets; }

  DateClock clock_;
  MemoryPeople people_;
  MemoryLedger ledger_;
  KoreanCalendars calendars_;
  MemoryPromotions promotions_;
  CompanyClock company_{clock_, TimeZone("Asia/Seoul")};
  LeaveCalendar calendar_{people_, ledger_, calendars_, company_};
  LeaveReport report_{people_, ledger_, company_};
};

LeaveDay Part(const std::string& date, int from, int to) {
  return {On(date), {Minutes(from), Minutes(to)}};
}

TEST_F(LeaveViews, TheCalendarListsEverybodyWithTheirParts) {
  Post("opening:7", EntryKind::kGrant, Minutes(4800));
  Reserve("leave:1:1", {Part("2026-12-02", 0, 480), Part("2026-12-03", 0, 240)});
  Reserve("leave:2:1", {Part("2026-12-03", 240, 480), Part("2026-12-04", 60, 90)});
  Post("leave:1:1:consume", EntryKind::kConsume, Minutes(720), {}, {}, "leave:1:1");
  const auto rows = Calendar("2026-12-01", "2026-12-31");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].employee.id, kPerson);
  EXPECT_TRUE(rows[1].leave.empty());
  EXPECT_EQ(calendars_.asked, 1) << "only of who is away";
  const auto printed =
      Json(PrintCalendar(On("2026-12-01"), On("2026-12-31"),
                         calendar_.HolidaysOf(On("2026-12-01"), On("2026-12-31")), rows));
  EXPECT_EQ(printed["people"][0]["leave"], Json(R"([
    {"date":"2026-12-02","part":"all-day","from":0,"to":480,"state":"approved"},
    {"date":"2026-12-03","part":"morning","from":0,"to":240,"state":"approved"},
    {"date":"2026-12-03","part":"afternoon","from":240,"to":480,"state":"pending"},
    {"date":"2026-12-04","part":"hours","from":60,"to":90,"state":"pending"}])"));
  EXPECT_EQ(printed["holidays"],
            Json(R"([{"date":"2026-12-25","name":"기독탄신일","half":null}])"));
  EXPECT_EQ(printed["people"][1]["name"], "사람 3");
}

TEST_F(LeaveViews, TheCalendarTellsNoReasonKindOrDocument) {
  Post("opening:7", EntryKind::kGrant, Minutes(4800), Bucket::kSpecial);
  (void)ledger_.Post(kPerson, {{.id = "leave:1:1:reserve",
                                .kind = EntryKind::kReserve,
                                .minutes = Minutes(480),
                                .source = "leave:1:1",
                                .reason = "수술",
                                .on = On("2026-12-01"),
                                .days = {Part("2026-12-02", 0, 480)}}});
  const auto text =
      PrintCalendar(On("2026-12-01"), On("2026-12-31"), {}, Calendar("2026-12-01", "2026-12-31"));
  EXPECT_THAT(text, testing::HasSubstr("2026-12-02"));
  for (const char* hidden : {"수술", "leave:1:1", "special"}) {
    EXPECT_THAT(text, testing::Not(testing::HasSubstr(hidden)));
  }
}

TEST_F(LeaveViews, TheCalendarShowsAPartOfTwoLotsOnceAndNothingWithoutDates) {
  Post("a", EntryKind::kGrant, Minutes(240), {}, {On("2026-12-01"), On("2026-12-31")});
  Post("b", EntryKind::kGrant, Minutes(960), {}, {On("2026-12-01"), On("2027-12-31")});
  Reserve("leave:1:1", {Part("2026-12-02", 0, 480)});
  Post("leave:2:1:reserve", EntryKind::kReserve, Minutes(60), {}, {}, "leave:2:1");
  const auto rows = Calendar("2026-12-01", "2026-12-31");
  ASSERT_EQ(rows[0].leave.size(), 1U);
  EXPECT_EQ(rows[0].leave[0].named, LeavePart::kAllDay);
}

TEST_F(LeaveViews, TheCalendarKeepsToItsDates) {
  Post("opening:7", EntryKind::kGrant, Minutes(4800));
  Reserve("leave:1:1", {Part("2026-12-02", 0, 480), Part("2026-12-25", 0, 480)});
  EXPECT_EQ(Calendar("2026-12-02", "2026-12-25")[0].leave.size(), 2U);
  EXPECT_EQ(Calendar("2026-12-03", "2026-12-25")[0].leave.size(), 1U);
  EXPECT_EQ(Calendar("2026-12-02", "2026-12-24")[0].leave.size(), 1U);
  EXPECT_EQ(calendar_.HolidaysOf(On("2026-12-25"), On("2026-12-25")).size(), 1U);
  EXPECT_TRUE(calendar_.HolidaysOf(On("2026-12-26"), On("2026-12-31")).empty());
  EXPECT_TRUE(calendar_.HolidaysOf(On("2026-12-20"), On("2026-12-24")).empty());
}

TEST(LeavePart, IsNamedByWhatTheWorkdayHas) {
  const auto part = [](std::vector<WorkdayPart> parts) { return LeavePartOf(parts, Minutes(480)); };
  EXPECT_EQ(part({{Minutes(0), Minutes(240)}, {Minutes(240), Minutes(480)}}), LeavePart::kAllDay);
  EXPECT_EQ(part({{Minutes(0), Minutes(120)}, {Minutes(360), Minutes(480)}}), LeavePart::kHours);
  EXPECT_EQ(part({{Minutes(0), Minutes(241)}}), LeavePart::kHours);
  EXPECT_EQ(part({{Minutes(240), Minutes(479)}}), LeavePart::kHours);
  EXPECT_EQ(part({{Minutes(241), Minutes(480)}}), LeavePart::kHours);
}

Minutes Sum(const BucketReport& of) {
  return of.granted + of.adjusted + of.carried - of.expired - of.consumed - of.reserved - of.later;
}

TEST_F(LeaveViews, TheReportCountsEachKindInItsBucket) {
  const Validity year{On("2026-01-01"), On("2026-12-31")};
  Post("g", EntryKind::kGrant, Minutes(4800), Bucket::kStatutory, year);
  Post("w", EntryKind::kGrant, Minutes(480), Bucket::kReward, year);
  Post("l", EntryKind::kGrant, Minutes(960), Bucket::kSpecial, {On("2027-03-01"), std::nullopt});
  Post("up", EntryKind::kAdjust, Minutes(480), Bucket::kStatutory, year);
  Post("r", EntryKind::kReserve, Minutes(960), {}, {}, "leave:1:1");
  Post("c", EntryKind::kConsume, Minutes(960), {}, {}, "leave:1:1");
  Post("r2", EntryKind::kReserve, Minutes(240), {}, {}, "leave:2:1");
  auto rows = Report(On("2026-12-01"));
  ASSERT_EQ(rows.size(), 3U);
  const auto statutory = rows[0];
  EXPECT_EQ(statutory.bucket, Bucket::kStatutory);
  EXPECT_EQ(statutory.granted, Minutes(4800));
  EXPECT_EQ(statutory.adjusted, Minutes(480));
  EXPECT_EQ(statutory.consumed, Minutes(960));
  EXPECT_EQ(statutory.reserved, Minutes(240));
  EXPECT_EQ(statutory.available, Minutes(4080));
  EXPECT_EQ(rows[1].bucket, Bucket::kReward);
  EXPECT_EQ(rows[1].granted, Minutes(480));
  EXPECT_EQ(rows[2].later, Minutes(960));
  EXPECT_EQ(rows[2].available, Minutes());
  // What is over is expired, whether a job has entered it or not.
  clock_.date = On("2027-01-01");
  rows = Report(On("2027-01-01"));
  EXPECT_EQ(rows[0].expired, Minutes(4080));
  EXPECT_EQ(rows[0].available, Minutes());
  ExpireLeave expire(ledger_, promotions_, company_, {Minutes(480), 90});
  (void)expire.Run({}, clock_.date, false);
  rows = Report(On("2027-01-01"));
  EXPECT_EQ(rows[0].expired, Minutes(4080));
  EXPECT_EQ(rows[0].carried, Minutes(480));
  EXPECT_EQ(rows[0].available, Minutes(480));
  EXPECT_EQ(rows[0].expired_promoted, Minutes());
  EXPECT_EQ(rows[1].expired, Minutes(480));
  EXPECT_EQ(Report(On("2026-12-31"))[0].available, Minutes(4080)) << "as it was then";
  EXPECT_EQ(Report(On("2027-03-01"))[2].available, Minutes(960));
}

TEST_F(LeaveViews, TheReportNamesWhatExpiredAfterBothNotices) {
  const Validity year{On("2026-01-01"), On("2026-11-30")};
  Post("g", EntryKind::kGrant, Minutes(4800), Bucket::kStatutory, year);
  (void)ledger_.Post(kPerson, {{.id = "expire:7:1:2026-12-01",
                                .kind = EntryKind::kExpire,
                                .minutes = Minutes(1000),
                                .source = "expire:7:1:2026-12-01",
                                .reason = kPromotedReason,
                                .on = On("2026-12-01"),
                                .validity = year}});
  (void)ledger_.Post(kPerson, {{.id = "expire:7:1:2026-12-02",
                                .kind = EntryKind::kExpire,
                                .minutes = Minutes(800),
                                .source = "expire:7:1:2026-12-02",
                                .on = On("2026-12-01"),
                                .validity = year}});
  const auto rows = Report(On("2026-12-01"));
  EXPECT_EQ(rows[0].expired_promoted, Minutes(1000));
  EXPECT_EQ(rows[0].expired, Minutes(4800)) << "3000 are over and not entered yet";
}

TEST_F(LeaveViews, TheReportAddsUpToTheBalanceOfEveryDate) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::mt19937 random(seed);
    const auto up_to = [&](int most) { return std::uniform_int_distribution<>(0, most)(random); };
    ledger_ = MemoryLedger();
    clock_.date = On("2026-01-01");
    ExpireLeave expire(ledger_, promotions_, company_, {Minutes(480 * up_to(2)), 1 + up_to(60)});
    for (int number = 1; number <= 60; ++number) {
      clock_.date = Plus(clock_.date, up_to(12));
      (void)expire.Run({}, clock_.date, false);
      const auto id = std::to_string(number);
      const Validity validity{Plus(clock_.date, up_to(30) - 15),
                              Plus(clock_.date, 20 + up_to(200))};
      const auto bucket = static_cast<Bucket>(up_to(3));
      const auto other = "l:" + std::to_string(1 + up_to(number - 1));
      Post("g" + id, EntryKind::kGrant, Minutes(60 * (1 + up_to(20))), bucket, validity);
      Post("r" + id, EntryKind::kReserve, Minutes(60 * (1 + up_to(9))), {}, {}, "l:" + id);
      Post("a" + id, EntryKind::kAdjust, Minutes(30 - up_to(200)), bucket, validity);
      Post("c" + id, up_to(1) == 0 ? EntryKind::kConsume : EntryKind::kRelease, Minutes(480), {},
           {}, other);
    }
    Minutes available;
    for (const auto& bucket : Report(clock_.date)) {
      ASSERT_EQ(Sum(bucket), bucket.available) << "seed " << seed;
      available = available + bucket.available;
    }
    ASSERT_EQ(available, ledger_.Balance(kPerson, clock_.date)->available()) << "seed " << seed;
  }
}

TEST_F(LeaveViews, TheReportIsCsvThatASpreadsheetComputesNothingOf) {
  people_.all = {HiredOn(7, std::nullopt)};
  people_.all[0].profile.name = "=1+1";
  people_.all[0].profile.department = "개발, 운영";
  people_.all[0].profile.position = "사원";
  Post("g", EntryKind::kGrant, Minutes(4800));
  Post("r", EntryKind::kReserve, Minutes(60), {}, {}, "leave:1:1");
  const auto rows = report_.Run({}, {}, On("2026-12-01"));
  EXPECT_EQ(ReportCsvLines(rows),
            "7,'=1+1,\"개발, 운영\",사원,statutory,10,0,0,0,0,0,0.125,0,9.875\r\n");
  EXPECT_THAT(ReportCsvHead(), testing::StartsWith("\xef\xbb\xbf사번,"));
  EXPECT_EQ(Json(PrintReport(On("2026-12-01"), rows))["people"][0]["buckets"], Json(R"([
    {"bucket":"statutory","granted":10,"adjusted":0,"carried":0,"expired":0,
     "expiredAfterNotices":0,"consumed":0,"reserved":0.125,"later":0,"available":9.875}])"));
  EXPECT_TRUE(report_.Run({}, {}, On("2026-11-30"))[0].buckets.empty());
}

}  // namespace
}  // namespace erp::employee
