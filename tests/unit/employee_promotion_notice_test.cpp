// The notices of 연차사용촉진: which one is due on a date, what it says, what is answered, and what
// the jobs make of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/api/leave/promotion_json.h"
#include "employee/app/leave/answer_promotion.h"
#include "employee/app/leave/expire_leave.h"
#include "employee/app/leave/grant_statutory_leave.h"
#include "employee/app/leave/promote_leave.h"
#include "employee/clients/event_encoder.h"
#include "employee_memory_ledger.h"
#include "json/json.h"

namespace erp::employee {
namespace {

constexpr EmployeeId kPerson(7);

Date On(const std::string& text) { return ParseDate(text).value(); }
Date Plus(Date date, int days) { return std::chrono::sys_days(date) + std::chrono::days(days); }

class WeekCalendars final : public Calendars {
 public:
  WorkingCalendar Of(EmployeeId) override {
    return {WeeklyPattern::MondayToFriday(Minutes(480)), KoreanHolidays(), CalendarVersion(1)};
  }
  Holidays All() override { return KoreanHolidays(); }
  void Put(const std::vector<Holiday>&) override {}
  void Remove(const std::vector<Holiday>&) override {}
};

// "2026-07-01 1 yearly 2026-12-31 15d", missed ones with "missed".
std::string Shown(const PromotionNotice& notice) {
  std::string text = FormatDate(notice.on) + " " + std::to_string(notice.notice) + " " +
                     PromotionRuleName(notice.rule) + " " + FormatDate(notice.last_day);
  return text + (notice.sent ? " " : " missed ") + std::to_string(notice.minutes.count() / 480) +
         "d";
}

class Promotion : public testing::Test {
 protected:
  void Hire(const std::string& hired) { people_.all = {HiredOn(7, On(hired))}; }

  void RunOn(Date date, bool promote = true) {
    clock_.date = date;
    (void)expire_.Run({}, date, false);
    (void)grant_.Run({}, date, false);
    if (promote) last_ = promote_.Run({}, date, false);
  }
  // The jobs on every date, both ends too.
  void RunFrom(const std::string& from, const std::string& to, bool promote = true) {
    for (Date date = On(from); date <= On(to); date = Plus(date, 1)) RunOn(date, promote);
  }
  std::vector<std::string> Given() {
    std::vector<std::string> texts;
    for (const auto& notice : notices_.all) texts.push_back(Shown(notice));
    return texts;
  }
  void Take(const std::string& source, Minutes minutes, const std::vector<LeaveDay>& days = {}) {
    (void)ledger_.Post(kPerson, {{.id = source + ":reserve",
                                  .kind = EntryKind::kReserve,
                                  .minutes = minutes,
                                  .source = source,
                                  .on = clock_.date,
                                  .days = days}});
  }
  Result<PromotionNotice> Plan(std::int64_t id, std::vector<std::string> dates) {
    std::vector<Date> named;
    for (const auto& date : dates) named.push_back(On(date));
    return answer_.Plan(kPerson, PromotionId(id), named, kPerson);
  }

  DateClock clock_;
  MemoryPeople people_;
  MemoryLedger ledger_;
  WeekCalendars calendars_;
  MemoryPromotions notices_;
  CompanyClock company_{clock_, TimeZone("Asia/Seoul")};
  ExpireLeave expire_{ledger_, notices_, company_, {}};
  MemoryAbsences absences_;
  const DueGrants due_{absences_, calendars_, StatutoryPolicy{}};
  MemoryNotifying notifying_{ledger_};
  GrantStatutoryLeave grant_{people_, ledger_, notifying_, company_, due_};
  PromoteLeave promote_{people_, ledger_, calendars_, notices_, company_, due_};
  AnswerPromotion answer_{people_, notices_, company_};
  JobReport last_;
};

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(Promotion, OfAYearIsOnTheFirstDayOfItsWindowAndAgainAfterTheReplyDeadline) {
  Hire("2024-01-01");
  RunFrom("2025-01-01", "2025-12-31");
  EXPECT_THAT(Given(), ElementsAre("2025-07-01 1 yearly 2025-12-31 15d",
                                   "2025-07-12 2 yearly 2025-12-31 15d"));
  EXPECT_EQ(notices_.all[0].reply_by, On("2025-07-11"));
  EXPECT_EQ(notices_.all[1].reply_by, std::nullopt);
  ASSERT_EQ(notices_.all[1].dates.size(), 15U);
  EXPECT_EQ(notices_.all[1].dates.back(), On("2025-12-31"));
  EXPECT_EQ(notices_.all[1].dates.front(), On("2025-12-10")) << "25 December is off";
}

TEST_F(Promotion, OfTheFirstYearIsInTwoPartsWithWindowsOfTheirOwn) {
  Hire("2025-01-01");
  RunFrom("2025-01-01", "2026-01-01");
  EXPECT_THAT(Given(), ElementsAre("2025-10-01 1 first-year 2025-12-31 9d",
                                   "2025-10-12 2 first-year 2025-12-31 9d",
                                   "2025-12-01 1 first-year-later 2025-12-31 2d",
                                   "2025-12-12 2 first-year-later 2025-12-31 2d"));
}

TEST_F(Promotion, AFirstNoticeInTruthLaterTakesInWhatHasArisenByThen) {
  Hire("2025-01-05");  // 9 days by 2025-10-05, the 10th on 2025-11-05
  RunFrom("2025-01-05", "2025-10-13", false);
  RunOn(On("2025-10-14"));
  EXPECT_THAT(Given(), ElementsAre("2025-10-14 1 first-year 2026-01-04 9d"));
}

TEST_F(Promotion, OfTheSecondYearComesAfterTheFirstOnesOwn) {
  Hire("2024-03-01");
  RunFrom("2024-03-01", "2026-02-28");
  EXPECT_THAT(Given(), testing::Contains("2025-09-01 1 yearly 2026-02-28 15d"));
  EXPECT_THAT(Given(), testing::Contains("2024-12-01 1 first-year 2025-02-28 9d"));
}

TEST_F(Promotion, OfWhoWasHiredOn29February) {
  Hire("2024-02-29");
  RunFrom("2024-02-29", "2026-03-01");
  // A year from 29 February is over before 1 March.
  EXPECT_THAT(Given(), testing::Contains("2024-12-01 1 first-year 2025-02-28 9d"));
  EXPECT_THAT(Given(), testing::Contains("2025-09-01 1 yearly 2026-02-28 15d"));
}

TEST_F(Promotion, AMissedRunIsMadeUpWithinTheWindowAndReportedBehindIt) {
  Hire("2024-01-01");
  RunFrom("2025-01-01", "2025-07-09", false);
  RunOn(On("2025-07-10"));
  EXPECT_THAT(Given(), ElementsAre("2025-07-10 1 yearly 2025-12-31 15d"));
  notices_.all.clear();
  RunOn(On("2025-07-11"));
  EXPECT_THAT(Given(), ElementsAre("2025-07-11 1 yearly 2025-12-31 missed 15d"));
  EXPECT_EQ(notices_.all[0].reply_by, std::nullopt);
  EXPECT_THAT(last_.lines, ElementsAre("MISSED 1 7 yearly 2025-12-31 7200"));
  RunFrom("2025-07-12", "2025-12-31");
  EXPECT_EQ(notices_.all.size(), 1U) << "reported once, and no second one";
}

TEST_F(Promotion, TheSecondIsMadeUpUntilItsLastDay) {
  Hire("2024-01-01");
  RunFrom("2025-01-01", "2025-07-01");
  RunFrom("2025-07-02", "2025-10-30", false);
  RunOn(On("2025-10-31"));
  EXPECT_THAT(Given(), testing::Contains("2025-10-31 2 yearly 2025-12-31 15d"));
  notices_.all.pop_back();
  RunOn(On("2025-11-01"));
  EXPECT_THAT(Given(), testing::Contains("2025-11-01 2 yearly 2025-12-31 missed 15d"));
  EXPECT_THAT(notices_.all.back().dates, IsEmpty());
}

TEST_F(Promotion, NothingIsDueBeforeTheWindowOrForWhatIsUsedOrReserved) {
  Hire("2024-01-01");
  RunFrom("2025-01-01", "2025-06-30");
  EXPECT_THAT(Given(), IsEmpty());
  Take("leave:1:1", Minutes::OfDays(15));
  RunFrom("2025-07-01", "2025-12-31");
  EXPECT_THAT(Given(), IsEmpty());
}

TEST_F(Promotion, NothingIsDueForWhoHasLeftOrWhoseDayOfHireIsUnknownOrWithoutThePolicy) {
  Hire("2024-01-01");
  RunFrom("2025-01-01", "2025-06-30", false);
  clock_.date = On("2025-07-01");
  PromoteLeave off(people_, ledger_, calendars_, notices_, company_,
                   {absences_, calendars_, std::nullopt});
  EXPECT_EQ(off.Run({}, clock_.date, false).changes, 0);
  people_.all[0].active = false;
  EXPECT_EQ(promote_.Run({}, clock_.date, false).changes, 0);
  people_.all = {HiredOn(7, std::nullopt)};
  EXPECT_EQ(promote_.Run({}, clock_.date, false).changes, 0);
  Hire("2024-01-01");
  EXPECT_EQ(promote_.Run({}, clock_.date, true).changes, 1) << "a dry run says it";
  EXPECT_THAT(Given(), IsEmpty()) << "and gives nothing";
  EXPECT_EQ(promote_.Run({}, clock_.date, false).changes, 1);
  EXPECT_EQ(promote_.Run({}, clock_.date, false).changes, 0);
}

TEST_F(Promotion, WhatTheLedgerDoesNotHaveIsNotCalledFor) {
  Hire("2024-01-01");
  clock_.date = On("2025-07-01");
  EXPECT_EQ(promote_.Run({}, clock_.date, false).changes, 0);
}

TEST_F(Promotion, DatesThatThePersonNamesAreLeftOutOfTheSecond) {
  Hire("2024-01-01");
  RunFrom("2025-01-01", "2025-07-11");
  ASSERT_TRUE(Plan(1, {"2025-12-29", "2025-12-30", "2025-12-31"}).ok());
  RunOn(On("2025-07-12"));
  ASSERT_EQ(notices_.all.size(), 2U);
  EXPECT_EQ(Shown(notices_.all[1]), "2025-07-12 2 yearly 2025-12-31 12d");
  EXPECT_EQ(notices_.all[1].dates.back(), On("2025-12-26"));
  EXPECT_EQ(notices_.all[1].plan, notices_.all[0].plan);
  EXPECT_EQ(Plan(1, {"2025-12-29"}).error().slug, "promotion-closed");
  EXPECT_TRUE(Plan(1, {"2025-12-29", "2025-12-30", "2025-12-31"}).ok()) << "the same again";
}

TEST_F(Promotion, WhoHasNamedDatesForAllOfItIsToldNone) {
  Hire("2024-01-01");
  RunFrom("2025-01-01", "2025-07-01");
  Take("leave:1:1", Minutes::OfDays(13));
  ASSERT_TRUE(Plan(1, {"2025-12-30", "2025-12-31"}).ok());
  RunFrom("2025-07-02", "2025-10-31");
  EXPECT_EQ(notices_.all.size(), 1U);
  // A date that is asked for counts once: it is used, and names nothing more.
  Take("leave:2:1", Minutes(480), {{On("2025-12-31"), {Minutes(0), Minutes(480)}}});
  RunOn(On("2025-10-31"));
  EXPECT_EQ(notices_.all.size(), 1U);
}

TEST_F(Promotion, ANamedDateThatIsOverOrOffNamesNothing) {
  Hire("2024-01-01");
  RunFrom("2025-01-01", "2025-07-01");
  Take("leave:1:1", Minutes::OfDays(13));
  ASSERT_TRUE(Plan(1, {"2025-07-02", "2025-12-25"}).ok());
  RunFrom("2025-07-02", "2025-07-12");
  EXPECT_EQ(Shown(notices_.all.at(1)), "2025-07-12 2 yearly 2025-12-31 2d");
}

TEST_F(Promotion, TheEmployerNamesNoDateThatIsTaken) {
  Hire("2024-01-01");
  RunFrom("2025-01-01", "2025-07-11");
  Take("leave:1:1", Minutes(480), {{On("2025-12-31"), {Minutes(0), Minutes(480)}}});
  RunOn(On("2025-07-12"));
  EXPECT_EQ(notices_.all.at(1).dates.back(), On("2025-12-30"));
  EXPECT_EQ(notices_.all.at(1).dates.size(), 14U);
}

TEST_F(Promotion, WhatLapsesAfterBothNoticesIsMarked) {
  Hire("2024-01-01");
  RunFrom("2025-01-01", "2026-01-01");
  const auto entries = ledger_.Entries(kPerson);
  const auto expired = std::find_if(entries.begin(), entries.end(), [](const Entry& entry) {
    return entry.operation.kind == EntryKind::kExpire;
  });
  ASSERT_NE(expired, entries.end());
  EXPECT_TRUE(WasPromoted(expired->operation));
}

TEST_F(Promotion, WhatLapsesAfterAMissedNoticeIsNot) {
  Hire("2024-01-01");
  RunFrom("2025-01-01", "2025-07-10", false);
  RunFrom("2025-07-11", "2026-01-01");
  for (const auto& entry : ledger_.Entries(kPerson)) EXPECT_FALSE(WasPromoted(entry.operation));
}

PromotionNotice Notice(int number, PromotionRule rule, const std::string& on, bool sent = true) {
  PromotionNotice notice;
  notice.id = PromotionId(number);
  notice.employee = kPerson;
  notice.rule = rule;
  notice.notice = number;
  notice.last_day = On("2025-12-31");
  notice.on = On(on);
  notice.sent = sent;
  return notice;
}

TEST(Promoted, IsALotWithBothNoticesOrAPlan) {
  const Validity year{On("2025-01-01"), On("2025-12-31")};
  const auto first = Notice(1, PromotionRule::kYearly, "2025-07-01");
  auto second = Notice(2, PromotionRule::kYearly, "2025-07-12");
  EXPECT_FALSE(IsPromoted({}, year));
  EXPECT_FALSE(IsPromoted({first}, year));
  EXPECT_TRUE(IsPromoted({first, second}, year));
  EXPECT_FALSE(IsPromoted({second}, year));
  EXPECT_FALSE(IsPromoted({first, second}, {On("2025-01-01"), On("2026-12-31")}));
  EXPECT_FALSE(IsPromoted({first, second}, {std::nullopt, On("2025-12-31")}));
  EXPECT_FALSE(IsPromoted({first, second}, {On("2025-01-01"), std::nullopt}));
  second.sent = false;
  EXPECT_FALSE(IsPromoted({first, second}, year));
  auto planned = first;
  planned.planned = DoneBy{kPerson, Instant()};
  EXPECT_TRUE(IsPromoted({planned}, year));
  EXPECT_FALSE(IsPromoted({planned, second}, year)) << "the plan left something, and it was missed";
  auto missed = planned;
  missed.sent = false;
  EXPECT_FALSE(IsPromoted({missed}, year));
}

TEST(Promoted, DaysOfTheFirstYearBelongToTheNoticeThatTheyHadArisenBy) {
  const auto first = Notice(1, PromotionRule::kFirstYear, "2025-10-03");
  const auto second = Notice(2, PromotionRule::kFirstYear, "2025-10-14");
  const Validity by_then{On("2025-10-03"), On("2025-12-31")};
  const Validity later{On("2025-10-04"), On("2025-12-31")};
  EXPECT_TRUE(IsPromoted({first, second}, by_then));
  EXPECT_FALSE(IsPromoted({first, second}, later));
  const auto first_later = Notice(1, PromotionRule::kFirstYearLater, "2025-12-01");
  const auto second_later = Notice(2, PromotionRule::kFirstYearLater, "2025-12-12");
  EXPECT_TRUE(IsPromoted({first, second, first_later, second_later}, later));
  EXPECT_FALSE(IsPromoted({first, first_later, second_later}, by_then));
}

TEST(PromotionAnswer, AcknowledgementIsTheFirstOneAndOfWhatWasSent) {
  const DoneBy then{kPerson, Instant(std::chrono::hours(1))};
  const DoneBy later{kPerson, Instant(std::chrono::hours(2))};
  const auto once = Acknowledged(Notice(1, PromotionRule::kYearly, "2025-07-01"), then).value();
  EXPECT_EQ(once.acknowledged, then);
  EXPECT_EQ(Acknowledged(once, later)->acknowledged, then);
  EXPECT_EQ(Acknowledged(Notice(1, PromotionRule::kYearly, "2025-07-01", false), then).error().slug,
            "promotion-closed");
}

TEST(PromotionAnswer, APlanIsForAFirstNoticeThatWasSentAndIsNotOver) {
  const DoneBy by{kPerson, Instant()};
  const std::vector<Date> dates{On("2025-12-30"), On("2025-12-31")};
  const auto first = Notice(1, PromotionRule::kYearly, "2025-07-01");
  const auto plan = [&](const PromotionNotice& notice, const std::string& today) {
    return Planned(notice, {notice}, dates, On(today), by);
  };
  EXPECT_EQ(plan(first, "2025-07-01")->plan, dates);
  EXPECT_EQ(plan(first, "2025-12-30")->planned, by);
  EXPECT_EQ(plan(first, "2025-12-31").error().slug, "invalid-body");
  EXPECT_EQ(plan(first, "2026-01-01").error().slug, "promotion-closed");
  EXPECT_EQ(plan(Notice(2, PromotionRule::kYearly, "2025-07-12"), "2025-07-12").error().slug,
            "promotion-closed");
  EXPECT_EQ(plan(Notice(1, PromotionRule::kYearly, "2025-07-11", false), "2025-07-12").error().slug,
            "promotion-closed");
}

TEST(PromotionAnswer, DatesAscendFromTodayToTheLastDay) {
  const auto mistakes = [](const std::vector<std::string>& texts) {
    std::vector<Date> dates;
    for (const auto& text : texts) dates.push_back(On(text));
    std::vector<std::string> pointers;
    for (const auto& mistake : PlanMistakes(dates, On("2025-12-01"), On("2025-12-31"))) {
      pointers.push_back(mistake.pointer);
    }
    return pointers;
  };
  EXPECT_THAT(mistakes({"2025-12-01", "2025-12-31"}), IsEmpty());
  EXPECT_THAT(mistakes({}), ElementsAre("/dates"));
  EXPECT_THAT(mistakes({"2025-11-30"}), ElementsAre("/dates/0"));
  EXPECT_THAT(mistakes({"2025-12-31", "2026-01-01"}), ElementsAre("/dates/1"));
  EXPECT_THAT(mistakes({"2025-12-02", "2025-12-02"}), ElementsAre("/dates/1"));
  std::vector<Date> many;
  for (int day = 0; day < 41; ++day) many.push_back(Plus(On("2026-01-01"), day));
  EXPECT_EQ(PlanMistakes(many, On("2026-01-01"), On("2026-12-31")).at(0).pointer, "/dates");
  many.pop_back();
  EXPECT_THAT(PlanMistakes(many, On("2026-01-01"), On("2026-12-31")), IsEmpty());
}

TEST_F(Promotion, AnswersOfAnotherPersonOrToNothingAreNotFound) {
  Hire("2024-01-01");
  RunFrom("2025-01-01", "2025-07-01");
  EXPECT_EQ(answer_.Acknowledge(EmployeeId(8), PromotionId(1), EmployeeId(8)).error().slug,
            "promotion-not-found");
  EXPECT_EQ(answer_.Acknowledge(kPerson, PromotionId(2), kPerson).error().slug,
            "promotion-not-found");
  ASSERT_TRUE(answer_.Acknowledge(kPerson, PromotionId(1), kPerson).ok());
  EXPECT_EQ(answer_.List(kPerson)->at(0).acknowledged->actor, kPerson);
  EXPECT_EQ(answer_.List(EmployeeId(8)).error().slug, "employee-not-found");
}

TEST(PromotionRules, EveryNameIsReadBack) {
  for (const auto rule :
       {PromotionRule::kYearly, PromotionRule::kFirstYear, PromotionRule::kFirstYearLater}) {
    EXPECT_EQ(ParsePromotionRule(PromotionRuleName(rule)), rule);
  }
  EXPECT_EQ(ParsePromotionRule("other"), std::nullopt);
}

TEST(PromotionJson, ReadsPlansAndPrintsNotices) {
  EXPECT_EQ(ReadPlan(R"({"dates":["2025-12-30"]})").value(), std::vector{On("2025-12-30")});
  std::string many = R"({"dates":["2025-12-30")";
  for (int n = 0; n < 40; ++n) many += R"(,"2025-12-30")";
  for (const std::string& wrong :
       {std::string("{}"), std::string(R"({"dates":[]})"), std::string(R"({"dates":"2025-12-30"})"),
        std::string(R"({"dates":["2025-02-29"]})"), std::string(R"({"dates":[1]})"),
        std::string(R"({"dates":["2025-12-30"],"x":1})"), many + "]}"}) {
    EXPECT_EQ(ReadPlan(wrong).error().slug, "invalid-body") << wrong;
  }
  EXPECT_EQ(ReadPlan(R"({"dates":["2025-12-30",5]})").error().fields.at(0).pointer, "/dates/1");
  auto notice = Notice(1, PromotionRule::kYearly, "2025-07-01");
  notice.minutes = Minutes(7200);
  notice.reply_by = On("2025-07-11");
  auto value = json::Parse(PrintNotice(notice)).value();
  EXPECT_EQ(value["state"], "sent");
  EXPECT_EQ(value["days"], 15);
  EXPECT_EQ(value["replyBy"], "2025-07-11");
  EXPECT_EQ(value["acknowledged"], nullptr);
  notice.sent = false;
  notice.acknowledged = DoneBy{kPerson, Instant()};
  value = json::Parse(PrintNotices({notice})).value()[0];
  EXPECT_EQ(value["state"], "missed");
  EXPECT_EQ(value["acknowledged"]["employeeId"], 7);
}

TEST(PromotionEvent, TellsThePersonInKoreanWithASubject) {
  const JsonEventEncoder encoder{Topics{}};
  auto notice = Notice(1, PromotionRule::kYearly, "2025-07-01");
  notice.id = PromotionId(12);
  notice.minutes = Minutes(7440);
  notice.reply_by = On("2025-07-11");
  auto message = encoder.Encode(PromotionNotified{notice, Instant()});
  EXPECT_EQ(message.id, "n:promotion:12:7");
  EXPECT_EQ(message.key, "7");
  auto body = json::Parse(message.body).value();
  EXPECT_EQ(body["subject"], "promotion:12");
  EXPECT_EQ(body["type"], "LEAVE_PROMOTION_FIRST");
  EXPECT_EQ(body["status"], "first");
  EXPECT_FALSE(body.contains("approvalId"));
  EXPECT_THAT(body["message"].get<std::string>(), testing::HasSubstr("15.5"));
  EXPECT_THAT(body["message"].get<std::string>(), testing::HasSubstr("2025-07-11"));
  notice.notice = 2;
  notice.dates = {On("2025-12-30"), On("2025-12-31")};
  body = json::Parse(encoder.Encode(PromotionNotified{notice, Instant()}).body).value();
  EXPECT_EQ(body["type"], "LEAVE_PROMOTION_SECOND");
  EXPECT_EQ(body["status"], "second");
  EXPECT_THAT(body["message"].get<std::string>(), testing::HasSubstr("2025-12-30, 2025-12-31"));
}

}  // namespace
}  // namespace erp::employee
