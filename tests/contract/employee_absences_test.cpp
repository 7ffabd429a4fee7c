// Absences on the real database.
#include <atomic>

#include "contract/employee_fixture.h"

namespace erp::employee {
namespace {

Date On(const std::string& text) { return ParseDate(text).value(); }

class Absences : public EmployeeStore {
 protected:
  static Absence Away(EmployeeId person, const std::string& from, const std::string& to) {
    Absence absence;
    absence.employee = person;
    absence.kind = AbsenceKind::kAgreedLeave;
    absence.from = On(from);
    absence.to = On(to);
    absence.reason = "병가";
    absence.actor = EmployeeId(1);
    return absence;
  }
  static RequestKey Key(const std::string& key, const Absence& absence) {
    return {key, Fingerprint(absence), absence.actor};
  }
};

TEST_F(Absences, AreKeptAsTheyWereRecordedInTheOrderOfTheirDates) {
  const auto id = Hire();
  auto later = Away(id, "2026-03-01", "2026-03-31");
  later.at = clock_.Now();
  later.decisive = On("2026-02-20");
  const auto recorded = absences_.Add(later, std::nullopt).value();
  EXPECT_FALSE(recorded.replayed);
  auto earlier = Away(id, "2026-02-01", "2026-02-28");
  earlier.reason = std::nullopt;
  earlier.actor = std::nullopt;
  ASSERT_TRUE(absences_.Add(earlier, std::nullopt));
  const auto kept = absences_.Of(id);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].from, On("2026-02-01"));
  EXPECT_EQ(kept[0].reason, std::nullopt);
  EXPECT_EQ(kept[0].actor, std::nullopt);
  EXPECT_EQ(kept[0].decisive, std::nullopt);
  EXPECT_EQ(kept[1].id, recorded.id);
  EXPECT_EQ(kept[1].employee, id);
  EXPECT_EQ(kept[1].kind, AbsenceKind::kAgreedLeave);
  EXPECT_EQ(kept[1].to, On("2026-03-31"));
  EXPECT_EQ(kept[1].decisive, On("2026-02-20"));
  EXPECT_EQ(kept[1].reason, "병가");
  EXPECT_EQ(kept[1].actor, EmployeeId(1));
  EXPECT_EQ(kept[1].at, later.at);
  EXPECT_TRUE(absences_.Of(EmployeeId(99)).empty());
}

TEST_F(Absences, OfOnePersonShareNoDay) {
  const auto id = Hire();
  const auto other = Hire();
  ASSERT_TRUE(absences_.Add(Away(id, "2026-03-10", "2026-03-20"), std::nullopt));
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"2026-03-01", "2026-03-10"},
                                                        {"2026-03-20", "2026-03-21"},
                                                        {"2026-03-12", "2026-03-13"},
                                                        {"2026-03-01", "2026-04-01"}}) {
    EXPECT_EQ(absences_.Add(Away(id, from, to), std::nullopt).error().slug, "absence-overlap");
  }
  EXPECT_TRUE(absences_.Add(Away(id, "2026-03-21", "2026-03-21"), std::nullopt));
  EXPECT_TRUE(absences_.Add(Away(id, "2026-03-01", "2026-03-09"), std::nullopt));
  EXPECT_TRUE(absences_.Add(Away(other, "2026-03-10", "2026-03-20"), std::nullopt));
  EXPECT_EQ(
      absences_.Add(Away(EmployeeId(99), "2026-03-10", "2026-03-20"), std::nullopt).error().slug,
      "employee-not-found");
}

TEST_F(Absences, AKeyRecordsOnceAlsoAfterTheRemoval) {
  const auto id = Hire();
  const auto away = Away(id, "2026-03-10", "2026-03-20");
  const auto first = absences_.Add(away, Key("k1", away)).value();
  const auto again = absences_.Add(away, Key("k1", away)).value();
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.id, first.id);
  const auto other = Away(id, "2026-04-10", "2026-04-20");
  EXPECT_EQ(absences_.Add(other, Key("k1", other)).error().slug, "idempotency-key-reused");
  auto of_another = other;
  of_another.actor = EmployeeId(2);
  EXPECT_FALSE(absences_.Add(of_another, Key("k1", of_another))->replayed) << "keys are people's";
  ASSERT_TRUE(absences_.Remove(id, first.id, EmployeeId(2), clock_.Now()));
  EXPECT_TRUE(absences_.Add(away, Key("k1", away))->replayed);
  EXPECT_EQ(absences_.Of(id).size(), 1U);
}

TEST_F(Absences, ARemovedOneCountsNoMoreAndItsDaysAreFree) {
  const auto id = Hire();
  const auto other = Hire();
  const auto away = absences_.Add(Away(id, "2026-03-10", "2026-03-20"), std::nullopt).value();
  EXPECT_EQ(absences_.Remove(other, away.id, std::nullopt, clock_.Now()).error().slug,
            "absence-not-found");
  EXPECT_EQ(absences_.Remove(EmployeeId(99), away.id, std::nullopt, clock_.Now()).error().slug,
            "employee-not-found");
  EXPECT_EQ(absences_.Of(id).size(), 1U);
  const Instant at = clock_.Now();
  EXPECT_TRUE(absences_.Remove(id, away.id, EmployeeId(2), at));
  EXPECT_TRUE(absences_.Remove(id, away.id, EmployeeId(3), at + std::chrono::hours(1)));
  EXPECT_TRUE(absences_.Of(id).empty());
  const auto row =
      pool_.Query("SELECT removed_by, removed_at FROM absences WHERE id = ?", {away.id.value()});
  EXPECT_EQ(row[0].Integer(0), 2) << "the first time is kept";
  EXPECT_EQ(row[0].Time(1), at);
  EXPECT_TRUE(absences_.Add(Away(id, "2026-03-15", "2026-03-15"), std::nullopt));
}

TEST_F(Absences, OfManyAtOnceOneIsRecorded) {
  const auto id = Hire();
  std::atomic<int> recorded = 0;
  std::atomic<int> refused = 0;
  InParallel([&](int) {
    const auto added = absences_.Add(Away(id, "2026-03-10", "2026-03-20"), std::nullopt);
    ++(added ? recorded : refused);
  });
  EXPECT_EQ(recorded, 1);
  EXPECT_EQ(recorded + refused, kThreads);
  EXPECT_EQ(absences_.Of(id).size(), 1U);
}

}  // namespace
}  // namespace erp::employee
