// What will be entered on dates to come: the forecast against the jobs themselves, run on every
// date, and what an explanation makes of it.
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/api/leave/explanation_json.h"
#include "employee/app/leave/expire_leave.h"
#include "employee/app/leave/explain_leave.h"
#include "employee/app/leave/grant_statutory_leave.h"
#include "employee/domain/leave/forecast.h"
#include "employee_memory_ledger.h"
#include "employee_mock_quests.h"
#include "json/json.h"

namespace erp::employee {
namespace {

constexpr EmployeeId kPerson(7);
const TimeZone kSeoul("Asia/Seoul");

Date On(const std::string& text) { return ParseDate(text).value(); }
Date Plus(Date date, int days) { return std::chrono::sys_days(date) + std::chrono::days(days); }

std::string Line(const Entry& entry) {
  return FormatDate(entry.operation.on) + " " + KindName(entry.operation.kind) + " " +
         entry.operation.id + " " + std::to_string(entry.change.available().count());
}

std::vector<std::string> Lines(const std::vector<Entry>& entries, std::size_t from = 0) {
  std::vector<std::string> lines;
  for (std::size_t i = from; i < entries.size(); ++i) lines.push_back(Line(entries[i]));
  return lines;
}

struct ForecastRules {
  std::optional<StatutoryPolicy> statutory;
  CarryPolicy carry;
};

// One person, the jobs, and what happens to them.
class Company {
 public:
  explicit Company(const ForecastRules& rules)
      : rules_(rules),
        expire_(ledger, promotions, {clock, kSeoul}, rules.carry),
        due_(absences, calendars, rules.statutory),
        grant_(people, ledger, notifying_, {clock, kSeoul}, due_) {}

  void RunJobs(Date on) {
    clock.date = on;
    (void)expire_.Run({}, on, false);
    (void)grant_.Run({}, on, false);
  }
  void Post(const std::string& id,
            EntryKind kind,
            Minutes minutes,
            Bucket bucket = Bucket::kStatutory,
            Validity validity = {},
            const std::string& source = "") {
    (void)ledger.Post(kPerson, {{.id = id,
                                 .kind = kind,
                                 .minutes = minutes,
                                 .source = source.empty() ? id : source,
                                 .at = clock.Now(),
                                 .on = clock.date,
                                 .bucket = bucket,
                                 .validity = validity}});
  }
  Result<LeaveExplanation> Explain(std::optional<Date> on) {
    return ExplainLeave(ledger, people, quests, promotions, {clock, kSeoul}, due_, rules_.carry)
        .Run(kPerson, on);
  }

  MemoryLedger ledger;
  MemoryPeople people;
  testing::NiceMock<MockQuestLists> quests;
  MemoryPromotions promotions;
  DateClock clock;
  MemoryAbsences absences;
  WeekdayCalendars calendars;

 private:
  const ForecastRules rules_;
  ExpireLeave expire_;
  const DueGrants due_;
  MemoryNotifying notifying_{ledger};
  GrantStatutoryLeave grant_;
};

ForecastRules RandomRules(std::mt19937& random) {
  const auto up_to = [&](int most) { return std::uniform_int_distribution<>(0, most)(random); };
  ForecastRules rules;
  if (up_to(4) > 0) rules.statutory = StatutoryPolicy{};
  if (rules.statutory && up_to(2) == 0) {
    rules.statutory->basis = GrantBasis::kFiscalYear;
    rules.statutory->fiscal_start = std::chrono::month_day(
        std::chrono::month(1 + static_cast<unsigned>(up_to(11))), std::chrono::day(1));
  }
  if (up_to(2) > 0) rules.carry = {Minutes::OfDays(up_to(5)), 1 + up_to(150)};
  return rules;
}

// Up to three, before and after today.
void BeAbsent(Company& company, std::mt19937& random, Date hired) {
  const auto up_to = [&](int most) { return std::uniform_int_distribution<>(0, most)(random); };
  for (int n = up_to(3); n > 0; --n) {
    Absence absence;
    absence.employee = kPerson;
    absence.kind = up_to(1) == 0 ? AbsenceKind::kAbsence : AbsenceKind::kAgreedLeave;
    absence.from = Plus(hired, up_to(1500));
    absence.to = Plus(absence.from, up_to(200));
    (void)company.absences.Add(absence, std::nullopt);
  }
}

// The day of hire was wrong.
void CorrectHire(Company& company, std::mt19937& random) {
  auto& hired = company.people.all.front().profile.hired_on;
  if (hired) hired = Plus(*hired, std::uniform_int_distribution<>(-400, 400)(random));
}

// Hired some day, grants of every bucket, leave taken and given back, the jobs of the dates until
// `today`, and maybe not yet those of today.
void LiveUntil(Company& company, std::mt19937& random, Date hired, Date today) {
  const auto up_to = [&](int most) { return std::uniform_int_distribution<>(0, most)(random); };
  int number = 0;
  for (Date date = hired; date <= today; date = Plus(date, 1)) {
    company.clock.date = date;
    if (date != today || up_to(1) == 0) company.RunJobs(date);
    if (up_to(60) != 0 && date != hired) continue;
    const auto id = std::to_string(++number);
    const auto bucket = static_cast<Bucket>(up_to(3));
    const Validity validity{date,
                            up_to(3) == 0 ? std::nullopt : std::optional(Plus(date, up_to(400)))};
    company.Post("grant:" + id, EntryKind::kGrant, Minutes(60 * (1 + up_to(30))), bucket, validity);
    company.Post("r:" + id, EntryKind::kReserve, Minutes(60 * (1 + up_to(20))), {}, {}, "l:" + id);
    const auto other = "l:" + std::to_string(1 + up_to(number - 1));
    if (up_to(1) == 0) {
      company.Post("x:" + id, EntryKind::kRelease, Minutes(1), {}, {}, other);
    } else {
      company.Post("c:" + id, EntryKind::kConsume, Minutes(480), {}, {}, other);
    }
  }
}

TEST(LeaveForecast, IsWhatTheJobsEnterWhenTheyRunOnEveryDate) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    std::mt19937 random(seed);
    const auto up_to = [&](int most) { return std::uniform_int_distribution<>(0, most)(random); };
    Company company(RandomRules(random));
    // Around a leap day too.
    const Date hired = up_to(9) == 0 ? On("2024-02-29") : Plus(On("2023-01-01"), up_to(700));
    company.people.all = {
        HiredOn(7, up_to(9) == 0 ? std::nullopt : std::optional(hired), up_to(9) > 0)};
    if (seed % 6 == 0) BeAbsent(company, random, hired);
    const Date today = Plus(hired, up_to(800));
    LiveUntil(company, random, hired, today);
    if (seed % 4 == 0) CorrectHire(company, random);
    const auto known = company.ledger.Entries(kPerson).size();
    const Date until = Plus(today, 1 + up_to(900));
    const auto explained = company.Explain(until);
    ASSERT_TRUE(explained.ok());
    for (Date date = today; date <= until; date = Plus(date, 1)) company.RunJobs(date);
    const auto entered = company.ledger.Entries(kPerson);
    ASSERT_EQ(explained->known, known);
    ASSERT_EQ(Lines(explained->entries, known), Lines(entered, known)) << "seed " << seed;
    for (std::size_t i = known; i < entered.size(); ++i) {
      ASSERT_EQ(explained->entries[i].number, entered[i].number);
      ASSERT_EQ(explained->entries[i].balance_after, entered[i].balance_after);
    }
    ASSERT_EQ(explained->totals, *company.ledger.Balance(kPerson, until)) << "seed " << seed;
    ASSERT_EQ(explained->lots, company.ledger.lots(kPerson).lots());
  }
}

Lot LotOf(std::int64_t number, Minutes granted, Bucket bucket = Bucket::kStatutory) {
  return {number, bucket, {On("2026-01-01"), On("2026-12-31")}, {granted, {}, {}}};
}

Entry Carried(std::int64_t number, const std::string& source, Minutes minutes) {
  return {.number = number,
          .operation = {.kind = EntryKind::kCarry, .minutes = minutes, .source = source},
          .refusal = std::nullopt,
          .refused_date = std::nullopt,
          .change = {},
          .balance_after = {}};
}

TEST(CarryOver, IsAtMostThePolicysOfALotHoweverOftenItEnds) {
  const CarryPolicy policy{Minutes(1440), 90};
  const auto carried = [&](const Lot& lot, const std::vector<Entry>& entries) {
    return CarriedOf(kPerson, lot, policy, entries).count();
  };
  EXPECT_EQ(carried(LotOf(3, Minutes(480)), {}), 480);
  EXPECT_EQ(carried(LotOf(3, Minutes(4800)), {}), 1440);
  const auto before = Carried(5, "expire:7:3:2027-01-01", Minutes(960));
  EXPECT_EQ(carried(LotOf(3, Minutes(4800)), {before}), 480);
  EXPECT_EQ(carried(LotOf(4, Minutes(4800)), {before}), 1440) << "another lot's";
  EXPECT_EQ(carried(LotOf(33, Minutes(4800)), {before}), 1440) << "lot 33 is not lot 3";
  EXPECT_EQ(
      carried(LotOf(3, Minutes(4800)), {before, Carried(6, "expire:7:3:2027-01-02", Minutes(960))}),
      0);
  auto refused = before;
  refused.refusal = "closed";
  EXPECT_EQ(carried(LotOf(3, Minutes(4800)), {refused}), 1440);
}

TEST(CarryOver, IsOfStatutoryLeaveAndNotOfWhatWasCarriedOverBefore) {
  const CarryPolicy policy{Minutes(1440), 90};
  EXPECT_EQ(CarriedOf(kPerson, LotOf(3, Minutes(480), Bucket::kReward), policy, {}), Minutes());
  EXPECT_EQ(CarriedOf(kPerson, LotOf(3, Minutes(480)), {}, {}), Minutes());
  EXPECT_EQ(CarriedOf(kPerson, LotOf(5, Minutes(480)), policy,
                      {Carried(5, "expire:7:3:2027-01-01", Minutes(480))}),
            Minutes());
  EXPECT_FALSE(MayBeCarried(LotOf(3, Minutes(480), Bucket::kReward), policy));
  EXPECT_FALSE(MayBeCarried(LotOf(3, Minutes(480)), {}));
  EXPECT_TRUE(MayBeCarried(LotOf(3, Minutes(480)), policy));
}

TEST(CarryOver, IsValidFromTheDayAfterForSoManyDays) {
  const EntryTime now{Instant(), On("2027-01-02")};
  const auto operations = OperationsOfLapse(kPerson, {LotOf(3, Minutes(960)), Minutes(480), true},
                                            {Minutes(1440), 90}, On("2027-01-01"), now);
  ASSERT_EQ(operations.size(), 2U);
  EXPECT_EQ(operations[0].id, "expire:7:3:2027-01-01");
  EXPECT_EQ(operations[0].minutes, Minutes(960));
  EXPECT_EQ(operations[0].on, now.on);
  EXPECT_EQ(operations[0].validity.to, On("2026-12-31"));
  EXPECT_EQ(operations[1].id, "carry:7:3:2027-01-01");
  EXPECT_EQ(operations[1].source, operations[0].source);
  EXPECT_EQ(operations[1].minutes, Minutes(480));
  EXPECT_TRUE(WasPromoted(operations[0]));
  EXPECT_EQ(operations[1].reason, std::nullopt);
  EXPECT_EQ(operations[1].validity, (Validity{On("2027-01-01"), On("2027-03-31")}));
  const auto plain =
      OperationsOfLapse(kPerson, {LotOf(3, Minutes(960)), {}}, {}, On("2027-01-01"), now);
  ASSERT_EQ(plain.size(), 1U);
  EXPECT_FALSE(WasPromoted(plain[0]));
}

class Explaining : public testing::Test {
 protected:
  Explaining() : company_({.statutory = StatutoryPolicy{}, .carry = {}}) {
    company_.people.all = {HiredOn(3, std::nullopt), HiredOn(7, On("2026-11-27"))};
    company_.clock.date = On("2026-11-27");
    company_.Post("opening:7", EntryKind::kGrant, Minutes(480));
  }
  json::Value Printed(Date on, std::size_t first = 0, std::size_t limit = 200) {
    const auto explained = company_.Explain(on).value();
    return json::Parse(PrintExplanation(kPerson, explained, first, limit)).value();
  }
  Company company_;
};

TEST_F(Explaining, MarksWhatIsToComeWithItsJobAndWithoutATime) {
  const auto value = Printed(On("2026-12-27"));
  ASSERT_EQ(value["lines"].size(), 2U);
  const auto& known = value["lines"][0];
  EXPECT_EQ(known["toCome"], false);
  EXPECT_TRUE(known.contains("at"));
  EXPECT_FALSE(known.contains("job"));
  const auto& coming = value["lines"][1];
  EXPECT_EQ(coming["toCome"], true);
  EXPECT_FALSE(coming.contains("at"));
  EXPECT_EQ(coming["number"], 2);
  EXPECT_EQ(coming["job"], json::Parse(R"({"name":"statutory-grants","on":"2026-12-27"})").value());
  EXPECT_EQ(value["remainingLeave"], 2);
  EXPECT_EQ(Printed(On("2026-12-26"))["lines"].size(), 1U);
  EXPECT_EQ(Printed(On("2026-11-27"))["lines"].size(), 1U) << "today is what is entered";
}

TEST_F(Explaining, NothingMoreComesForWhoHasLeftOrWhoseDayOfHireIsUnknown) {
  company_.people.all[1].active = false;
  EXPECT_EQ(company_.Explain(On("2030-01-01"))->entries.size(), 1U);
  company_.people.all[1] = HiredOn(7, std::nullopt);
  EXPECT_EQ(company_.Explain(On("2030-01-01"))->entries.size(), 1U);
}

TEST_F(Explaining, ReachesThirtyYearsAndNoDayMore) {
  EXPECT_TRUE(company_.Explain(On("2056-11-27")).ok());
  EXPECT_EQ(company_.Explain(On("2056-11-28")).error().slug, "invalid-query");
}

TEST_F(Explaining, OfAPastDateLeavesOutWhatWasEnteredLater) {
  EXPECT_TRUE(company_.Explain(On("2026-11-26"))->entries.empty());
  company_.clock.date = On("2026-12-01");
  company_.Post("later", EntryKind::kGrant, Minutes(60));
  EXPECT_EQ(company_.Explain(On("2026-11-30"))->totals.granted, Minutes(480));
  EXPECT_EQ(company_.Explain(std::nullopt)->totals.granted, Minutes(540));
}

TEST_F(Explaining, NamesDocumentQuestJobAndPerson) {
  EXPECT_CALL(company_.quests, QuestsOf(std::vector{ParticipationId(12)}))
      .WillRepeatedly(
          testing::Return(std::map<ParticipationId, QuestId>{{ParticipationId(12), QuestId(4)}}));
  company_.Post("quest:12", EntryKind::kGrant, Minutes(60), Bucket::kReward);
  company_.Post("leave:41:1:reserve", EntryKind::kReserve, Minutes(60), {}, {}, "leave:41:1");
  (void)company_.ledger.Post(kPerson, {{.id = "adjust:7:a",
                                        .kind = EntryKind::kAdjust,
                                        .minutes = Minutes(60),
                                        .source = "adjustment",
                                        .actor = EmployeeId(3),
                                        .on = On("2026-11-27")}});
  company_.Post("expire:7:1:2026-11-27", EntryKind::kExpire, Minutes(60));
  company_.Post("carry:7:1:2026-11-27", EntryKind::kCarry, Minutes(60), {}, {},
                "expire:7:1:2026-11-27");
  const auto lines = Printed(On("2026-11-27"))["lines"];
  EXPECT_EQ(lines[0]["cause"], json::Parse(R"({"kind":"opening"})").value());
  EXPECT_EQ(lines[1]["cause"],
            json::Parse(R"({"kind":"quest","participationId":12,"questId":4})").value());
  EXPECT_EQ(lines[2]["cause"], json::Parse(R"({"kind":"document","requestId":41})").value());
  EXPECT_EQ(lines[3]["cause"], json::Parse(R"({"kind":"adjustment"})").value());
  EXPECT_EQ(lines[3]["actorId"], 3);
  EXPECT_EQ(lines[3]["actorName"], "사람 3");
  EXPECT_FALSE(lines[0].contains("actorId"));
  EXPECT_EQ(lines[4]["job"], json::Parse(R"({"name":"leave-expiry","on":"2026-11-27"})").value());
  EXPECT_EQ(lines[4]["cause"]["kind"], "expire");
  EXPECT_EQ(lines[5]["cause"]["kind"], "carry");
  EXPECT_FALSE(lines[1].contains("job"));
}

TEST_F(Explaining, PrintsThePageThatIsAskedFor) {
  const auto page = Printed(On("2027-03-01"), 1, 2);
  ASSERT_EQ(page["lines"].size(), 2U);
  EXPECT_EQ(page["lines"][0]["number"], 2);
  EXPECT_EQ(Printed(On("2027-03-01"), 3, 2)["lines"].size(), 1U);
  EXPECT_EQ(page["remainingLeave"], 4) << "of the date, not of the page";
}

}  // namespace
}  // namespace erp::employee
