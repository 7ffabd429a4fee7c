// What libs/mysql promises about migrations, on the real server.
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/error.h"
#include "mysql/migration.h"
#include "support/environment.h"
#include "support/mysql_database.h"

namespace erp::mysql {
namespace {

const Migrations kTwo{
    {1, "first", "CREATE TABLE IF NOT EXISTS one (id INT PRIMARY KEY); INSERT INTO one VALUES (1)"},
    {2, "second", "CREATE TABLE IF NOT EXISTS two (id INT PRIMARY KEY);"}};

TEST(Migrate, AppliesWhatIsMissingInOrderAndNothingTwice) {
  test::MysqlDatabase database;
  EXPECT_THAT(Migrate(database.options(), {kTwo[0]}), testing::ElementsAre(1));
  EXPECT_THAT(Migrate(database.options(), kTwo), testing::ElementsAre(2));
  EXPECT_THAT(Migrate(database.options(), kTwo), testing::IsEmpty());
  EXPECT_EQ(database.session().Query("SELECT COUNT(*) FROM one")[0].Integer(0), 1);
}

TEST(Migrate, RacingReplicasApplyEachOnce) {
  test::MysqlDatabase database;
  std::vector<std::future<std::vector<int>>> replicas;
  for (int i = 0; i < 6; ++i) {
    replicas.push_back(
        std::async(std::launch::async, [&] { return Migrate(database.options(), kTwo); }));
  }
  std::size_t applied = 0;
  for (auto& replica : replicas) applied += replica.get().size();
  EXPECT_EQ(applied, 2U);
  EXPECT_EQ(database.session().Query("SELECT COUNT(*) FROM one")[0].Integer(0), 1);
}

TEST(Migrate, CreatesTheDatabaseWhenItIsMissing) {
  test::MysqlDatabase server;
  auto options = server.options();
  options.database = test::RandomName("test_");
  EXPECT_EQ(Migrate(options, kTwo).size(), 2U);
  server.session().RunScript("DROP DATABASE " + options.database);
}

TEST(Migrate, ChangedFileIsRefusedByName) {
  test::MysqlDatabase database;
  Migrate(database.options(), kTwo);
  Migrations changed = kTwo;
  changed[0].sql = "CREATE TABLE other (id INT)";
  try {
    Migrate(database.options(), changed);
    FAIL() << "must throw";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("1_first was changed"));
  }
}

TEST(Migrate, FailedFileIsNotRecordedAndTheNextRunGoesOn) {
  test::MysqlDatabase database;
  Migrations broken = kTwo;
  broken[1].sql = "CREATE TABLE two (id INT); SELEKT";
  EXPECT_THROW(Migrate(database.options(), broken), std::runtime_error);
  EXPECT_THAT(Migrate(database.options(), kTwo), testing::ElementsAre(2));
}

TEST(Migrate, WaitsForALockOnlyAsLongAsItMay) {
  test::MysqlDatabase database;
  Migrations slow{{1, "slow", "SELECT SLEEP(2)"}};
  auto first = std::async(std::launch::async, [&] { return Migrate(database.options(), slow); });
  ASSERT_TRUE(test::Eventually(std::chrono::seconds(5), [&] {
    return database.session()
               .Query(
                   "SELECT COUNT(*) FROM information_schema.processlist WHERE db = ? AND "
                   "info LIKE 'SELECT SLEEP(2)%'",
                   {database.name()})[0]
               .Integer(0) == 1;
  }));
  EXPECT_THROW(Migrate(database.options(), slow, std::chrono::milliseconds(100)), Unavailable);
  EXPECT_EQ(first.get().size(), 1U);
}

TEST(SchemaProbe, DistinguishesAwayOutdatedAndReady) {
  test::MysqlDatabase database;
  SchemaProbe probe(database.options(), 2);
  EXPECT_THAT(probe.Check().value_or(""), testing::HasSubstr("no schema"));
  Migrate(database.options(), {kTwo[0]});
  EXPECT_THAT(probe.Check().value_or(""), testing::HasSubstr("at version 1 and 2 is needed"));
  Migrate(database.options(), kTwo);
  EXPECT_EQ(probe.Check(), std::nullopt);
  auto away = database.options();
  away.port = test::FreePort();
  EXPECT_NE(SchemaProbe(away, 2).Check(), std::nullopt);
}

TEST(SchemaProbe, ConnectsAgainAfterItsConnectionWasKilled) {
  test::MysqlDatabase database;
  Migrate(database.options(), kTwo);
  SchemaProbe probe(database.options(), 2);
  EXPECT_EQ(probe.Check(), std::nullopt);
  const auto others = database.session().Query(
      "SELECT id FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID()",
      {database.name()});
  for (const auto& row : others) {
    database.Kill(static_cast<std::uint64_t>(row.Integer(0)));
  }
  EXPECT_NE(probe.Check(), std::nullopt);
  EXPECT_EQ(probe.Check(), std::nullopt);
}

}  // namespace
}  // namespace erp::mysql
