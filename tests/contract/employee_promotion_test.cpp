// Notices of 연차사용촉진 on the real database: each once, with its message, whoever gives it; and
// the lists of many people.
#include <atomic>

#include "contract/employee_fixture.h"

namespace erp::employee {
namespace {

using testing::ElementsAre;

Date On(const std::string& text) { return ParseDate(text).value(); }

class PromotionStore : public EmployeeStore {
 protected:
  static PromotionNotice First(EmployeeId id) {
    PromotionNotice notice;
    notice.employee = id;
    notice.last_day = On("2026-12-31");
    notice.minutes = Minutes(7200);
    notice.on = On("2026-07-01");
    notice.at = Instant(std::chrono::hours(1));
    notice.reply_by = On("2026-07-11");
    return notice;
  }
  static PromotionNotice Second(EmployeeId id, std::vector<Date> plan) {
    auto notice = First(id);
    notice.notice = 2;
    notice.reply_by.reset();
    notice.dates = {On("2026-12-30"), On("2026-12-31")};
    notice.plan = std::move(plan);
    return notice;
  }
  std::int64_t Messages() {
    return Count("SELECT COUNT(*) FROM outbox WHERE event_id LIKE 'n:promotion:%'");
  }
  Result<PromotionNotice> Plan(EmployeeId id, PromotionId notice, const std::vector<Date>& dates) {
    return promotions_.Change(id, notice, [&](const PromotionNotice& now, const auto& all) {
      return Planned(now, all, dates, On("2026-07-02"), {id, Instant(std::chrono::hours(3))});
    });
  }
};

TEST_F(PromotionStore, OfAllWhoGiveANoticeAtOnceOneDoesWithItsMessage) {
  const auto id = Hire();
  std::atomic<int> given{0};
  InParallel([&](int) { given += promotions_.Give(First(id)) ? 1 : 0; });
  EXPECT_EQ(given, 1);
  EXPECT_EQ(Messages(), 1);
  const auto stored = promotions_.Of(id);
  ASSERT_EQ(stored.size(), 1U);
  EXPECT_EQ(stored[0].minutes, Minutes(7200));
  EXPECT_EQ(stored[0].rule, PromotionRule::kYearly);
  EXPECT_EQ(stored[0].reply_by, On("2026-07-11"));
  EXPECT_EQ(stored[0].last_day, On("2026-12-31"));
  EXPECT_EQ(stored[0].at, Instant(std::chrono::hours(1)));
  EXPECT_TRUE(stored[0].sent);
  EXPECT_EQ(stored[0].acknowledged, std::nullopt);
}

TEST_F(PromotionStore, AMissedNoticeTellsNobody) {
  const auto id = Hire();
  auto missed = First(id);
  missed.sent = false;
  EXPECT_TRUE(promotions_.Give(missed));
  EXPECT_EQ(Messages(), 0);
  EXPECT_FALSE(promotions_.Give(First(id))) << "it stays missed";
  EXPECT_FALSE(promotions_.Of(id).at(0).sent);
}

TEST_F(PromotionStore, RulesLastDaysAndNumbersAreNoticesOfTheirOwn) {
  const auto id = Hire();
  auto other = First(id);
  other.rule = PromotionRule::kFirstYearLater;
  auto later = First(id);
  later.last_day = On("2027-12-31");
  for (const auto& notice : {First(id), other, later, Second(id, {})}) {
    EXPECT_TRUE(promotions_.Give(notice));
  }
  EXPECT_TRUE(promotions_.Give(First(Hire())));
  EXPECT_EQ(promotions_.Of(id).size(), 4U);
  EXPECT_THAT(promotions_.Of(id).back().dates, ElementsAre(On("2026-12-30"), On("2026-12-31")));
}

TEST_F(PromotionStore, AnswersAreKeptWithWhoAndWhen) {
  const auto id = Hire();
  ASSERT_TRUE(promotions_.Give(First(id)));
  const auto notice = promotions_.Of(id).at(0).id;
  const DoneBy by{id, Instant(std::chrono::hours(2))};
  ASSERT_TRUE(
      promotions_
          .Change(id, notice,
                  [&](const PromotionNotice& now, const auto&) { return Acknowledged(now, by); })
          .ok());
  ASSERT_TRUE(Plan(id, notice, {On("2026-12-30")}).ok());
  const auto stored = promotions_.Of(id).at(0);
  EXPECT_EQ(stored.acknowledged, by);
  EXPECT_THAT(stored.plan, ElementsAre(On("2026-12-30")));
  EXPECT_EQ(stored.planned, (DoneBy{id, Instant(std::chrono::hours(3))}));
  EXPECT_EQ(Plan(Hire(), notice, {On("2026-12-30")}).error().slug, "promotion-not-found");
}

TEST_F(PromotionStore, ASecondNoticeIsGivenOnlyWithThePlanThatItWasReckonedWith) {
  const auto id = Hire();
  EXPECT_FALSE(promotions_.Give(Second(id, {}))) << "without a first one";
  ASSERT_TRUE(promotions_.Give(First(id)));
  const auto notice = promotions_.Of(id).at(0).id;
  ASSERT_TRUE(Plan(id, notice, {On("2026-12-30")}).ok());
  EXPECT_FALSE(promotions_.Give(Second(id, {})));
  EXPECT_TRUE(promotions_.Give(Second(id, {On("2026-12-30")})));
  EXPECT_EQ(Messages(), 2);
  EXPECT_EQ(Plan(id, notice, {On("2026-12-31")}).error().slug, "promotion-closed");
}

TEST_F(PromotionStore, TheJobsOfADateGiveEachNoticeOnceAndMarkWhatLapsesAfterBoth) {
  UseCases app{PortsBy(clock_),
               {.opening = Minutes(), .statutory = StatutoryPolicy{}, .promotion = true}};
  auto profile = Somebody();
  profile.hired_on = On("2024-01-01");
  const auto id = app.create_employee.Run(profile, std::nullopt).value().id;
  const auto run = [&](const std::string& job, const std::string& on) {
    return app.run_job.Run({}, job, On(on), false, true).value().report.changes;
  };
  EXPECT_EQ(run("statutory-grants", "2025-01-01"), 1);
  EXPECT_EQ(run("leave-promotion", "2025-06-30"), 0);
  InParallel(
      [&](int) { (void)app.run_job.Run({}, "leave-promotion", On("2025-07-01"), false, true); });
  EXPECT_EQ(Messages(), 1);
  EXPECT_EQ(run("leave-promotion", "2025-07-11"), 0);
  EXPECT_EQ(run("leave-promotion", "2025-07-12"), 1);
  EXPECT_EQ(run("leave-promotion", "2025-07-13"), 0);
  EXPECT_EQ(Messages(), 2);
  EXPECT_EQ(run("leave-expiry", "2026-01-01"), 1);
  EXPECT_TRUE(WasPromoted(ledger_.Entries(id).back().operation));
  ExpectLedgerIsSound(id);
}

TEST_F(PromotionStore, ListsOfManyPeopleKeepToTheirDatesAndPeople) {
  std::vector<EmployeeId> people;
  for (int n = 0; n < 205; ++n) people.push_back(Hire());
  const auto today = CompanyClock(clock_, TimeZone("Asia/Seoul")).Today();
  const Date before = std::chrono::sys_days(today) - std::chrono::days(1);
  EXPECT_EQ(ledger_.EntriesUpTo(today, people).size(), 205U) << "more than one statement holds";
  EXPECT_TRUE(ledger_.EntriesUpTo(before, people).empty());
  EXPECT_EQ(ledger_.EntriesUpTo(today, {people[3]}).begin()->first, people[3]);
  Operation reserve{.id = "r",
                    .kind = EntryKind::kReserve,
                    .minutes = Minutes(480),
                    .source = "leave:1:1",
                    .on = today,
                    .days = {{On("2027-03-02"), {Minutes(0), Minutes(480)}}}};
  ASSERT_TRUE(ledger_.Post(people[0], {reserve})->entry.applied());
  const auto taken = ledger_.Taken(On("2027-03-02"), On("2027-03-02"), people);
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken.at(people[0]).at(0).part.to, Minutes(480));
  EXPECT_TRUE(ledger_.Taken(On("2027-03-03"), On("2027-03-31"), people).empty());
  EXPECT_TRUE(ledger_.Taken(On("2027-03-01"), On("2027-03-01"), people).empty());
  EXPECT_TRUE(ledger_.Taken(On("2027-03-02"), On("2027-03-02"), {people[1]}).empty());
  EXPECT_TRUE(ledger_.EntriesUpTo(today, {}).empty());
}

}  // namespace
}  // namespace erp::employee
