// What --migrate does to earlier data.
#include "contract/employee_fixture.h"
#include "employee/store/upgrade.h"

namespace erp::employee {
namespace {

using testing::ElementsAre;

// 개발팀 as macOS types it, and as everybody stores it.
const std::string kDecomposed = "\u1100\u1162\u1107\u1161\u11AF\u1110\u1175\u11B7";

class Upgrading : public EmployeeStore {
 protected:
  void Stored(EmployeeId id, const std::string& name, const std::string& department) {
    database_.session().Execute("UPDATE employees SET name = ?, department = ? WHERE id = ?",
                                {name, department, id.value()});
  }

  const PeopleFilter department_{"개발팀", std::nullopt, false};
};

TEST_F(Upgrading, TextsOfBeforeGetTheFormThatFiltersHave) {
  const auto old = Hire();
  const auto fine = Hire();
  Stored(old, "김철수\u3000", kDecomposed);
  EXPECT_THAT(Ids(department_), ElementsAre(2));
  EXPECT_EQ(RepairTexts(database_.session()).changed, 1);
  EXPECT_THAT(Ids(department_), ElementsAre(2, 1));
  const auto repaired = app_.read_employees.Get(old)->employee;
  Profile expected = Somebody();
  expected.department_id = DepartmentId(1);
  EXPECT_EQ(repaired.profile, expected);
  EXPECT_EQ(repaired.version, 2) << "who has read it before learns of the change";
  EXPECT_EQ(app_.read_employees.Get(fine)->employee.version, 1);
  EXPECT_EQ(RepairTexts(database_.session()).changed, 0);
}

TEST_F(Upgrading, TextsThatNobodyCouldWriteTodayAreLeftAndNamed) {
  const auto turned = Hire();
  const auto blank = Hire();
  Stored(turned, "a\u202Eb", kDecomposed);
  Stored(blank, "\u200B", "개발팀");
  const auto repair = RepairTexts(database_.session());
  EXPECT_THAT(repair.left, ElementsAre(turned, blank));
  EXPECT_EQ(app_.read_employees.Get(turned)->employee.profile.name, "a\u202Eb");
  EXPECT_EQ(app_.read_employees.Get(turned)->employee.profile.department, "개발팀");
  EXPECT_TRUE(app_.change_employee.Run(turned, {.position = "부장"}, {}).ok())
      << "the rest can be changed";
}

TEST_F(Upgrading, ManyPeopleAreReadInPages) {
  for (int i = 0; i < 3; ++i) Hire();
  database_.session().RunScript(
      "INSERT INTO employees (name, department, position, active, version, created_at, updated_at) "
      "SELECT 'x ', 'y', 'z', 1, 1, NOW(3), NOW(3) FROM employees a, employees b, employees c, "
      "employees d, employees e, employees f");
  EXPECT_EQ(RepairTexts(database_.session()).changed, 729);
}

// The table as it was before keys belonged to somebody.
TEST(UpgradingKeys, RowsOfBeforeKeepAnswering) {
  test::MysqlDatabase database;
  mysql::Migrations before = Migrations();
  std::erase_if(before, [](const auto& migration) { return migration.version > 5; });
  mysql::Migrate(database.options(), before);
  const Profile profile{"김철수", std::nullopt, "개발팀", "과장", std::nullopt, std::nullopt};
  database.session().RunScript(
      "INSERT INTO employees (name, department, position, active, version, created_at, updated_at) "
      "VALUES ('김철수', '개발팀', '과장', 1, 1, NOW(3), NOW(3))");
  database.session().Execute("INSERT INTO idempotency VALUES ('POST /employees', 'key', ?, 1, ?)",
                             {Fingerprint(profile), SystemClock().Now()});
  EXPECT_THAT(mysql::Migrate(database.options(), Migrations()), testing::Contains(6));
  metrics::Registry registry;
  mysql::Pool pool({database.options(), 2}, registry);
  const JsonEventEncoder encoder{Topics{}};
  Published published;
  PublishingTransactions transactions(pool, encoder, published);
  MysqlEmployees employees(pool, transactions, registry);
  const SystemClock clock;
  CreateEmployee create(employees, CompanyClock(clock, TimeZone("UTC")), Minutes::OfDays(15));
  const auto repeated = create.Run(profile, "key");
  ASSERT_TRUE(repeated.ok());
  EXPECT_TRUE(repeated->replayed);
  EXPECT_EQ(repeated->id, EmployeeId(1));
}

}  // namespace
}  // namespace erp::employee
