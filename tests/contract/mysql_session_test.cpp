// What libs/mysql promises about values, statements and errors, on the real server.
#include <limits>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mysql/errors.h"
#include "mysql/session.h"
#include "support/environment.h"
#include "support/mysql_database.h"

namespace erp::mysql {
namespace {

using test::MysqlDatabase;

Instant At(std::int64_t ms) { return Instant(std::chrono::milliseconds(ms)); }

TEST(MysqlSession, ValuesComeBackAsTheyWentIn) {
  MysqlDatabase database;
  auto& session = database.session();
  session.RunScript(
      "CREATE TABLE v (id BIGINT AUTO_INCREMENT PRIMARY KEY, i BIGINT, t VARCHAR(200), d "
      "DATETIME(3), day DATE, yes TINYINT(1), n DECIMAL(10,3), body TEXT)");
  const std::string korean = "김철수 😀";
  const std::string big(100000 / 2, 'x');
  const auto written =
      session.Execute("INSERT INTO v (i, t, d, day, yes, n, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
                      {std::numeric_limits<std::int64_t>::min(), korean, At(1763687723004),
                       "2024-02-29", true, "-0.125", big});
  EXPECT_EQ(written.insert_id, 1);
  EXPECT_EQ(written.matched, 1);
  const auto rows = session.Query("SELECT i, t, d, day, yes, n, body FROM v WHERE t = ?", {korean});
  ASSERT_EQ(rows.size(), 1U);
  const Row& row = rows[0];
  EXPECT_EQ(row.Integer(0), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(row.Text(1), korean);
  EXPECT_EQ(FormatInstant(row.Time(2)), "2025-11-21T01:15:23.004Z");
  EXPECT_EQ(row.Text(3), "2024-02-29");
  EXPECT_EQ(row.Integer(4), 1);
  EXPECT_EQ(row.Text(5), "-0.125");
  EXPECT_EQ(row.Text(6), big);
}

TEST(MysqlSession, NullIsNullAndNeverZero) {
  MysqlDatabase database;
  auto& session = database.session();
  session.RunScript("CREATE TABLE v (i BIGINT, t VARCHAR(20), d DATETIME(3))");
  session.Execute("INSERT INTO v VALUES (?, ?, ?)", {Value(), Value(), Value()});
  session.Execute("INSERT INTO v VALUES (?, ?, ?)", {0, "", At(0)});
  const auto rows = session.Query("SELECT i, t, d FROM v ORDER BY i");
  ASSERT_EQ(rows.size(), 2U);
  for (std::size_t column = 0; column < 3; ++column) EXPECT_TRUE(rows[0].IsNull(column));
  EXPECT_EQ(rows[0].OptionalInteger(0), std::nullopt);
  EXPECT_EQ(rows[0].OptionalText(1), std::nullopt);
  EXPECT_THROW((void)rows[0].Integer(0), std::logic_error);
  EXPECT_THROW((void)rows[1].Text(0), std::logic_error);
  EXPECT_EQ(rows[1].OptionalInteger(0), 0);
  EXPECT_EQ(rows[1].OptionalText(1), "");
  EXPECT_EQ(rows[1].Time(2), At(0));
}

TEST(MysqlSession, UnsignedAboveTheSignedRangeIsAnErrorNotANegativeNumber) {
  MysqlDatabase database;
  EXPECT_THROW(database.session().Query("SELECT CAST(18446744073709551615 AS UNSIGNED)"),
               std::logic_error);
  EXPECT_EQ(database.session().Query("SELECT CAST(7 AS UNSIGNED)")[0].Integer(0), 7);
}

TEST(MysqlSession, WrongNumberOfValuesIsABug) {
  MysqlDatabase database;
  EXPECT_THROW(database.session().Query("SELECT ?"), std::logic_error);
}

TEST(MysqlSession, MatchedCountsRowsThatDidNotChange) {
  MysqlDatabase database;
  auto& session = database.session();
  session.RunScript("CREATE TABLE v (id INT PRIMARY KEY, n INT); INSERT INTO v VALUES (1, 5)");
  EXPECT_EQ(session.Execute("UPDATE v SET n = ? WHERE id = ?", {5, 1}).matched, 1);
  EXPECT_EQ(session.Execute("UPDATE v SET n = ? WHERE id = ?", {5, 2}).matched, 0);
}

TEST(MysqlSession, DuplicateNamesTheKey) {
  MysqlDatabase database;
  auto& session = database.session();
  session.RunScript(
      "CREATE TABLE v (id INT PRIMARY KEY, email VARCHAR(50), UNIQUE KEY v_email (email))");
  session.Execute("INSERT INTO v VALUES (?, ?)", {1, "it's 'quoted'"});
  for (const auto& [id, email, key] :
       {std::tuple(1, "other", "PRIMARY"), std::tuple(2, "it's 'quoted'", "v_email")}) {
    try {
      session.Execute("INSERT INTO v VALUES (?, ?)", {id, email});
      FAIL() << "must throw";
    } catch (const DuplicateKey& duplicate) {
      EXPECT_EQ(duplicate.key(), key);
    }
  }
}

TEST(MysqlSession, DifferentEmojiAreDifferentKeys) {
  MysqlDatabase database;
  auto& session = database.session();
  session.RunScript("CREATE TABLE v (k VARCHAR(10) PRIMARY KEY)");
  session.Execute("INSERT INTO v VALUES (?)", {"😀"});
  EXPECT_NO_THROW(session.Execute("INSERT INTO v VALUES (?)", {"😁"}));
}

TEST(MysqlSession, TooLongTextIsRefusedNotCut) {
  MysqlDatabase database;
  auto& session = database.session();
  session.RunScript("CREATE TABLE v (t VARCHAR(3))");
  EXPECT_THROW(session.Execute("INSERT INTO v VALUES (?)", {"four"}), ServerError);
  EXPECT_TRUE(session.usable());
}

TEST(MysqlSession, MissingTableIsAwayNotABug) {
  MysqlDatabase database;
  EXPECT_THROW(database.session().Query("SELECT 1 FROM nowhere"), Unavailable);
  EXPECT_THROW(database.session().Query("SELEKT 1"), ServerError);
}

TEST(MysqlSession, PreparedStatementSurvivesAChangeOfItsTable) {
  MysqlDatabase database;
  auto& session = database.session();
  session.RunScript("CREATE TABLE v (id INT PRIMARY KEY); INSERT INTO v VALUES (1)");
  const char* sql = "SELECT id FROM v WHERE id = ?";
  EXPECT_EQ(session.Query(sql, {1}).size(), 1U);
  Session other(database.options());
  other.RunScript("ALTER TABLE v ADD COLUMN note VARCHAR(10), MODIFY COLUMN id BIGINT");
  EXPECT_EQ(session.Query(sql, {1})[0].Integer(0), 1);
}

TEST(MysqlSession, RunsInTheAgreedMode) {
  MysqlDatabase database;
  auto& session = database.session();
  session.RunScript("CREATE TABLE v (id INT)");
  const auto mode = session.Query("SELECT @@time_zone, @@sql_mode, @@character_set_client");
  EXPECT_EQ(mode[0].Text(0), "+00:00");
  EXPECT_THAT(mode[0].Text(1), testing::HasSubstr("STRICT_ALL_TABLES"));
  EXPECT_EQ(mode[0].Text(2), "utf8mb4");
  // READ COMMITTED: what others commit shows within a transaction.
  Session other(database.options());
  session.Begin();
  EXPECT_EQ(session.Query("SELECT COUNT(*) FROM v")[0].Integer(0), 0);
  other.Execute("INSERT INTO v VALUES (1)");
  EXPECT_EQ(session.Query("SELECT COUNT(*) FROM v")[0].Integer(0), 1);
  session.RollBack();
}

TEST(MysqlSession, SlowAnswerEndsTheConnectionAtItsTimeout) {
  MysqlDatabase database;
  auto options = database.options();
  options.answer_timeout = std::chrono::seconds(1);
  Session session(options);
  const auto started = std::chrono::steady_clock::now();
  EXPECT_THROW(session.Query("SELECT SLEEP(30)"), ConnectionLost);
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(5));
  EXPECT_FALSE(session.usable());
}

TEST(MysqlSession, ServerThatIsNotThereIsUnavailable) {
  auto options = test::MysqlServer();
  options.port = test::FreePort();
  EXPECT_THROW(Session{options}, Unavailable);
}

TEST(MysqlSession, UnknownDatabaseAndWrongPasswordAreUnavailable) {
  auto options = test::MysqlServer();
  options.database = test::RandomName("test_absent_");
  EXPECT_THROW(Session{options}, Unavailable);
  options = test::MysqlServer();
  options.user = test::RandomName("nobody_");
  EXPECT_THROW(Session{options}, Unavailable);
}

}  // namespace
}  // namespace erp::mysql
