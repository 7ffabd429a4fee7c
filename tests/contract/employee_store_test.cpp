// What the port EmployeeRepository promises, on the real database.
#include <atomic>
#include <set>

#include "contract/employee_fixture.h"

namespace erp::employee {
namespace {

using testing::ElementsAre;

TEST_F(EmployeeStore, IdsCountUpFromOneAndThePersonComesBackAsHired) {
  EXPECT_EQ(Hire(), EmployeeId(1));
  Profile all{"이영희", "lee@example.com", "인사팀",
              "부장",   EmployeeId(1),     ParseDate("2012-02-29")};
  EXPECT_EQ(Hire(all), EmployeeId(2));
  const auto person = app_.read_employees.Get(EmployeeId(2));
  ASSERT_TRUE(person.ok());
  all.department_id = DepartmentId(2);  // made by its name, after that of the first person
  EXPECT_EQ(person->employee.profile, all);
  EXPECT_TRUE(person->employee.active);
  EXPECT_EQ(person->employee.version, 1);
  EXPECT_LT(clock_.Now() - person->employee.created_at, std::chrono::minutes(1));
  EXPECT_EQ(person->leave.available(), Minutes::OfDays(15));
  EXPECT_EQ(app_.read_employees.Get(EmployeeId(3)).error().slug, "employee-not-found");
}

TEST_F(EmployeeStore, HiringWritesTheOpeningGrantInTheSameTransaction) {
  const auto id = Hire();
  const auto rows = database_.session().Query(
      "SELECT op_id, kind, minutes, outcome, source FROM leave_ledger WHERE employee_id = ?",
      {id.value()});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].Text(0), "opening:1");
  EXPECT_EQ(rows[0].Text(1), "GRANT");
  EXPECT_EQ(rows[0].Integer(2), 7200);
  ExpectLedgerIsSound(id);
  EXPECT_TRUE(MetricIs("leave_ledger_entries_total{kind=\"GRANT\",outcome=\"applied\"} 1"));

  // An opening that cannot be stored leaves no person either.
  database_.session().RunScript(
      "INSERT INTO leave_ledger (employee_id, number, op_id, kind, minutes, outcome, "
      "balance_after, source, at) SELECT employee_id, 2, 'opening:2', kind, minutes, outcome, "
      "balance_after, source, at FROM leave_ledger");
  EXPECT_THROW(Hire(), mysql::DuplicateKey);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM employees"), 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_accounts"), 1);
}

TEST_F(EmployeeStore, ManagerMustExistAndBeActive) {
  const auto boss = Hire();
  Profile profile = Somebody();
  profile.manager = EmployeeId(99);
  EXPECT_EQ(app_.create_employee.Run(profile, std::nullopt).error().code, ErrorCode::kInvalid);
  profile.manager = boss;
  EXPECT_TRUE(app_.create_employee.Run(profile, std::nullopt).ok());
  ASSERT_TRUE(Leave(boss));
  const auto refused = app_.create_employee.Run(profile, std::nullopt);
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/managerId");
  // Who has that manager already may be changed otherwise.
  EXPECT_TRUE(app_.change_employee.Run(EmployeeId(2), {.department = "인사팀"}, {}).ok());
  EXPECT_FALSE(app_.change_employee.Run(Hire(), {.manager = std::optional(boss)}, {}).ok());
}

TEST_F(EmployeeStore, RepeatedKeyGivesTheSamePersonAndUsesNoId) {
  const auto first = app_.create_employee.Run(Somebody(), "key-1");
  const auto second = app_.create_employee.Run(Somebody(), "key-1");
  EXPECT_FALSE(first->replayed);
  EXPECT_TRUE(second->replayed);
  EXPECT_EQ(second->id, first->id);
  EXPECT_EQ(app_.create_employee.Run(Somebody("다른 사람"), "key-1").error().code,
            ErrorCode::kKeyReused);
  EXPECT_EQ(app_.create_employee.Run(Somebody(), "KEY-1")->id, EmployeeId(2));
}

TEST_F(EmployeeStore, RepeatIsAnsweredEvenWhenTheManagerHasLeftMeanwhile) {
  Profile profile = Somebody();
  profile.manager = Hire();
  const auto first = app_.create_employee.Run(profile, "key-1");
  ASSERT_TRUE(Leave(*profile.manager));
  EXPECT_EQ(app_.create_employee.Run(profile, "key-1")->id, first->id);
}

TEST_F(EmployeeStore, SimultaneousRequestsWithOneKeyCreateOnePerson) {
  std::vector<std::int64_t> ids(kThreads);
  std::atomic<int> created{0};
  InParallel([&](int n) {
    const auto creation = app_.create_employee.Run(Somebody(), "same-key");
    ids[static_cast<std::size_t>(n)] = creation->id.value();
    if (!creation->replayed) ++created;
  });
  EXPECT_EQ(created, 1);
  EXPECT_EQ(std::set<std::int64_t>(ids.begin(), ids.end()), std::set<std::int64_t>{1});
  EXPECT_EQ(Count("SELECT COUNT(*) FROM employees"), 1);
  EXPECT_EQ(Hire(), EmployeeId(2)) << "duplicates used up ids";
}

TEST_F(EmployeeStore, SimultaneousRequestsWithoutKeysCreateOneEach) {
  InParallel([&](int) {
    for (int i = 0; i < 5; ++i) Hire();
  });
  EXPECT_EQ(Count("SELECT COUNT(*) FROM employees"), kThreads * 5);
  EXPECT_EQ(Count("SELECT MAX(id) FROM employees"), kThreads * 5);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_ledger"), kThreads * 5);
}

TEST_F(EmployeeStore, ListsNewestFirstByEveryFilter) {
  Hire(Somebody("a", "개발팀", "과장"));
  Hire(Somebody("b", "개발팀", "대리"));
  Hire(Somebody("c", "인사팀", "과장"));
  Hire(Somebody("d", "개발팀", "과장"));
  ASSERT_TRUE(Leave(EmployeeId(4)));
  EXPECT_THAT(Ids({}), ElementsAre(3, 2, 1));
  EXPECT_THAT(Ids({std::nullopt, std::nullopt, true}), ElementsAre(4, 3, 2, 1));
  EXPECT_THAT(Ids({"개발팀", std::nullopt}), ElementsAre(2, 1));
  EXPECT_THAT(Ids({"개발팀", std::nullopt, true}), ElementsAre(4, 2, 1));
  EXPECT_THAT(Ids({std::nullopt, "과장"}), ElementsAre(3, 1));
  EXPECT_THAT(Ids({"개발팀", "과장", true}), ElementsAre(4, 1));
  EXPECT_THAT(Ids({"없는팀", std::nullopt}), ElementsAre());
}

TEST_F(EmployeeStore, PagesStayWhereTheyWereWhileOthersAreHired) {
  for (int i = 0; i < 5; ++i) Hire();
  EXPECT_THAT(Ids({}, {2, std::nullopt}), ElementsAre(5, 4));
  Hire();
  EXPECT_THAT(Ids({}, {2, EmployeeId(4)}), ElementsAre(3, 2));
  Hire();
  EXPECT_THAT(Ids({}, {2, EmployeeId(2)}), ElementsAre(1));
  EXPECT_THAT(Ids({}, {2, EmployeeId(1)}), ElementsAre());
}

TEST_F(EmployeeStore, FindsManyWithoutThoseWhoDoNotExist) {
  for (int i = 0; i < 20; ++i) Hire();
  ASSERT_TRUE(Leave(EmployeeId(3)));
  std::set<std::pair<std::int64_t, bool>> found;
  for (const auto& employee : app_.read_employees.FindMany(
           {EmployeeId(1), EmployeeId(3), EmployeeId(77), EmployeeId(20), EmployeeId(1)})) {
    found.emplace(employee.id.value(), employee.active);
  }
  EXPECT_EQ(found, (std::set<std::pair<std::int64_t, bool>>{{1, true}, {3, false}, {20, true}}));
  EXPECT_TRUE(app_.read_employees.FindMany({}).empty());
  std::vector<EmployeeId> hundred;
  for (int i = 1; i <= 100; ++i) hundred.emplace_back(i);
  EXPECT_EQ(app_.read_employees.FindMany(hundred).size(), 20U);
}

TEST_F(EmployeeStore, ChangeRaisesTheVersionAndNoChangeDoesNot) {
  const auto id = Hire();
  const ProfileChange change{.department = "인사팀"};
  EXPECT_EQ(app_.change_employee.Run(id, change, 1)->employee.version, 2);
  EXPECT_EQ(app_.change_employee.Run(id, change, 2)->employee.version, 2);
  EXPECT_EQ(app_.change_employee.Run(id, change, 1)->employee.version, 2)
      << "it has happened already";
  EXPECT_EQ(app_.change_employee.Run(id, {.department = "영업팀"}, 1).error().slug,
            "version-mismatch");
  EXPECT_EQ(app_.read_employees.Get(id)->employee.profile.department, "인사팀");
  EXPECT_EQ(app_.change_employee.Run(EmployeeId(9), change, {}).error().slug, "employee-not-found");
}

TEST_F(EmployeeStore, OfManyWritersWithTheSameVersionOneWins) {
  const auto id = Hire();
  std::atomic<int> won{0};
  InParallel([&](int n) {
    if (app_.change_employee.Run(id, {.department = "부서 " + std::to_string(n)}, 1).ok()) ++won;
  });
  EXPECT_EQ(won, 1);
  EXPECT_EQ(app_.read_employees.Get(id)->employee.version, 2);
}

TEST_F(EmployeeStore, WhoLeavesStaysReadableWithAllHistory) {
  const auto id = Hire();
  ASSERT_TRUE(Leave(id, 1));
  const auto left = app_.read_employees.Get(id);
  EXPECT_FALSE(left->employee.active);
  EXPECT_EQ(left->employee.version, 2);
  EXPECT_EQ(left->leave.available(), Minutes::OfDays(15));
  ASSERT_TRUE(Leave(id));
  EXPECT_EQ(app_.read_employees.Get(id)->employee.version, 2);
  EXPECT_EQ(app_.change_employee.Run(id, {.department = "인사팀"}, {}).error().slug,
            "employee-inactive");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM employees WHERE deactivated_at IS NOT NULL"), 1);
}

TEST_F(EmployeeStore, AKeyBelongsToWhoUsedIt) {
  const auto first = app_.create_employee.Run(Somebody(), "key-1", EmployeeId(3));
  EXPECT_TRUE(app_.create_employee.Run(Somebody(), "key-1", EmployeeId(3))->replayed);
  const auto second = app_.create_employee.Run(Somebody("이영희"), "key-1", EmployeeId(4));
  ASSERT_TRUE(second.ok());
  EXPECT_NE(second->id, first->id);
  EXPECT_FALSE(app_.create_employee.Run(Somebody(), "key-1")->replayed)
      << "nobody is somebody else, too";
  EXPECT_EQ(app_.create_employee.Run(Somebody("박"), "key-1", EmployeeId(3)).error().code,
            ErrorCode::kKeyReused);
  const auto adjusted = [&](EmployeeId actor) {
    return app_.adjust_balance.Run(first->id, {.minutes = Minutes(60), .key = "k", .actor = actor})
        ->replayed;
  };
  EXPECT_FALSE(adjusted(EmployeeId(3)));
  EXPECT_FALSE(adjusted(EmployeeId(4)));
  EXPECT_TRUE(adjusted(EmployeeId(4)));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_ledger WHERE actor_id = 4"), 1);
}

TEST_F(EmployeeStore, KeysAreForgottenAfterTheirTime) {
  const auto first = app_.create_employee.Run(Somebody(), "key-1");
  EXPECT_EQ(ForgetKeys(pool_, clock_.Now() - kKeyLifetime), 0);
  EXPECT_TRUE(app_.create_employee.Run(Somebody(), "key-1")->replayed);
  EXPECT_EQ(ForgetKeys(pool_, clock_.Now() + std::chrono::seconds(1)), 1);
  EXPECT_FALSE(app_.create_employee.Run(Somebody(), "key-1")->replayed);
}

TEST_F(EmployeeStore, EveryListUsesAnIndex) {
  for (int i = 0; i < 50; ++i) Hire(Somebody("x", "팀 " + std::to_string(i)));
  database_.session().RunScript("ANALYZE TABLE employees");
  for (const std::string condition :
       {"e.department = '팀 7'", "e.position = '과장'", "e.active + 0 = 1"}) {
    const auto plan = database_.session().Query(
        "EXPLAIN FORMAT = JSON SELECT e.id FROM employees e JOIN leave_accounts a "
        "ON a.employee_id = e.id WHERE " +
        condition + " AND e.id < 40 ORDER BY e.id DESC LIMIT 10");
    EXPECT_THAT(plan.at(0).Text(0), testing::Not(testing::HasSubstr("\"ALL\""))) << condition;
    EXPECT_THAT(plan.at(0).Text(0), testing::Not(testing::HasSubstr("filesort"))) << condition;
  }
}

TEST_F(EmployeeStore, MigrationsMayRunTwice) {
  EXPECT_THAT(mysql::Migrate(database_.options(), Migrations()), testing::IsEmpty());
  EXPECT_EQ(mysql::SchemaProbe(database_.options(), NeededSchema()).Check(), std::nullopt);
  // Each file survives being run again after a crash in its middle.
  for (const auto& migration : Migrations()) {
    EXPECT_NO_THROW(database_.session().RunScript(std::string(migration.sql)));
  }
}

}  // namespace
}  // namespace erp::employee
