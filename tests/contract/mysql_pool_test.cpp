// What libs/mysql promises about leases and transactions when connections and rows are
// contended, killed or lost, on the real server.
#include <atomic>
#include <future>
#include <latch>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mysql/errors.h"
#include "mysql/pool.h"
#include "observe/metrics.h"
#include "support/environment.h"
#include "support/mysql_database.h"

namespace erp::mysql {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class MysqlPool : public testing::Test {
 protected:
  MysqlPool() {
    database_.session().RunScript(
        "CREATE TABLE counters (id INT PRIMARY KEY, n BIGINT NOT NULL);"
        "INSERT INTO counters VALUES (1, 0), (2, 0)");
  }

  PoolOptions Options(std::size_t connections = 4) {
    PoolOptions options;
    options.connect = database_.options();
    options.connections = connections;
    return options;
  }

  std::int64_t Counter(int id) {
    return database_.session().Query("SELECT n FROM counters WHERE id = ?", {id})[0].Integer(0);
  }

  static void Increment(Session& session, int id) {
    session.Execute("UPDATE counters SET n = n + 1 WHERE id = ?", {id});
  }

  bool MetricIs(const std::string& line) {
    return registry_.Text().find(line + "\n") != std::string::npos;
  }

  test::MysqlDatabase database_;
  metrics::Registry registry_;
};

TEST_F(MysqlPool, GivesAConnectionBackAndUsesItAgain) {
  Pool pool(Options(), registry_);
  std::uint64_t first = 0;
  {
    Lease lease = pool.Acquire();
    first = lease->connection_id();
    EXPECT_TRUE(MetricIs("mysql_pool_in_use 1"));
  }
  EXPECT_TRUE(MetricIs("mysql_pool_in_use 0"));
  EXPECT_EQ(pool.Acquire()->connection_id(), first);
  EXPECT_TRUE(MetricIs("mysql_connects_total 1"));
}

TEST_F(MysqlPool, WaitingForALeaseEndsAtItsTimeout) {
  auto options = Options(1);
  options.acquire_timeout = milliseconds(100);
  Pool pool(options, registry_);
  const Lease held = pool.Acquire();
  const auto started = std::chrono::steady_clock::now();
  EXPECT_THROW(pool.Acquire(), Unavailable);
  EXPECT_GE(std::chrono::steady_clock::now() - started, milliseconds(100));
  EXPECT_TRUE(MetricIs("mysql_pool_timeouts_total 1"));
  EXPECT_TRUE(MetricIs("mysql_pool_waits_total 1"));
}

TEST_F(MysqlPool, WaiterGetsTheLeaseThatComesFree) {
  Pool pool(Options(1), registry_);
  auto held = std::make_unique<Lease>(pool.Acquire());
  auto waiter = std::async(std::launch::async, [&] { return pool.Acquire()->connection_id(); });
  EXPECT_TRUE(test::Eventually(seconds(5), [&] { return MetricIs("mysql_pool_waits_total 1"); }));
  const auto id = (*held)->connection_id();
  held.reset();
  EXPECT_EQ(waiter.get(), id);
}

TEST_F(MysqlPool, NeverOpensMoreThanItsSize) {
  Pool pool(Options(3), registry_);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 20; ++n) pool.Query("SELECT 1");
    });
  }
  threads.clear();
  EXPECT_TRUE(MetricIs("mysql_connects_total 3") || MetricIs("mysql_connects_total 2") ||
              MetricIs("mysql_connects_total 1"))
      << registry_.Text();
}

TEST_F(MysqlPool, ConcurrentTransactionsAddUpExactly) {
  Pool pool(Options(8), registry_);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 10; ++n) {
        pool.Transact([](Session& session) {
          const auto now =
              session.Query("SELECT n FROM counters WHERE id = 1 FOR UPDATE")[0].Integer(0);
          session.Execute("UPDATE counters SET n = ? WHERE id = 1", {now + 1});
        });
      }
    });
  }
  threads.clear();
  EXPECT_EQ(Counter(1), 160);
}

TEST_F(MysqlPool, TransactionReturnsWhatItsBodyReturns) {
  Pool pool(Options(), registry_);
  EXPECT_EQ(pool.Transact([](Session&) { return std::string("done"); }), "done");
}

TEST_F(MysqlPool, ARefusalRollsBackWhatWasWrittenBeforeIt) {
  Pool pool(Options(1), registry_);
  const Error refusal{ErrorCode::kConflict, "no", "No."};
  const auto refused = pool.Transact([&](Session& session) -> Result<int> {
    Increment(session, 1);
    return refusal;
  });
  EXPECT_EQ(refused.error().slug, "no");
  const auto nothing = pool.Transact([&](Session& session) -> Result<void> {
    Increment(session, 1);
    return refusal;
  });
  EXPECT_FALSE(nothing);
  EXPECT_TRUE(pool.Transact([&](Session& session) -> std::optional<Error> {
    Increment(session, 1);
    return refusal;
  }));
  EXPECT_EQ(Counter(1), 0);
  EXPECT_TRUE(pool.Transact([](Session& session) -> Result<int> {
    Increment(session, 1);
    return 7;
  }));
  EXPECT_FALSE(pool.Transact([](Session& session) -> std::optional<int> {
    Increment(session, 1);
    return std::nullopt;
  }));
  EXPECT_EQ(Counter(1), 2) << "an absent value is no refusal";
}

TEST_F(MysqlPool, ExceptionRollsBackAndTheConnectionStaysClean) {
  Pool pool(Options(1), registry_);
  EXPECT_THROW(pool.Transact([](Session& session) {
    Increment(session, 1);
    throw std::logic_error("stop here");
  }),
               std::logic_error);
  EXPECT_EQ(Counter(1), 0);
  pool.Transact([](Session& session) { Increment(session, 2); });
  EXPECT_EQ(Counter(1), 0);
  EXPECT_EQ(Counter(2), 1);
}

TEST_F(MysqlPool, KilledIdleConnectionIsReplacedUnnoticed) {
  Pool pool(Options(1), registry_);
  const auto id = pool.Acquire()->connection_id();
  database_.Kill(id);
  EXPECT_EQ(pool.Query("SELECT 7")[0].Integer(0), 7);
  EXPECT_NE(pool.Acquire()->connection_id(), id);
}

TEST_F(MysqlPool, AllConnectionsKilledAtOnceCostOneRepetition) {
  Pool pool(Options(8), registry_);
  std::vector<Lease> leases;
  for (int i = 0; i < 8; ++i) leases.push_back(pool.Acquire());
  std::vector<std::uint64_t> ids;
  for (auto& lease : leases) ids.push_back(lease->connection_id());
  leases.clear();
  for (const auto id : ids) database_.Kill(id);
  int runs = 0;
  pool.Transact([&](Session& session) {
    ++runs;
    Increment(session, 1);
  });
  EXPECT_LE(runs, 2);
  EXPECT_EQ(Counter(1), 1);
  // The others are found out by asking, not by failing.
  for (int i = 0; i < 20; ++i) pool.Transact([](Session& session) { Increment(session, 2); });
  EXPECT_EQ(Counter(2), 20);
  EXPECT_TRUE(MetricIs("mysql_transaction_retries_total{reason=\"connection-lost\"} 1"))
      << registry_.Text();
}

TEST_F(MysqlPool, ConnectionKilledInsideATransactionRunsTheWholeOfItAgain) {
  Pool pool(Options(1), registry_);
  int runs = 0;
  pool.Transact([&](Session& session) {
    Increment(session, 1);
    if (++runs == 1) database_.Kill(session.connection_id());
    Increment(session, 2);
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(Counter(1), 1);
  EXPECT_EQ(Counter(2), 1);
}

TEST_F(MysqlPool, ConnectionLostAtCommitIsReportedUnlessRepeatingIsSafe) {
  Pool pool(Options(1), registry_);
  int runs = 0;
  const auto killing = [&](Session& session) {
    if (++runs == 1) database_.Kill(session.connection_id());
  };
  EXPECT_THROW(pool.Transact(killing), Unavailable);
  EXPECT_EQ(runs, 1);
  runs = 0;
  pool.Transact(killing, LostCommit::kRepeat);
  EXPECT_EQ(runs, 2);
}

TEST_F(MysqlPool, DeadlockLoserRunsAgain) {
  Pool pool(Options(2), registry_);
  std::atomic<int> runs{0};
  std::latch both_hold_one(2);
  const auto cross = [&](int first, int second) {
    bool met = false;
    pool.Transact([&](Session& session) {
      ++runs;
      Increment(session, first);
      if (!std::exchange(met, true)) both_hold_one.arrive_and_wait();
      Increment(session, second);
    });
  };
  {
    std::jthread one([&] { cross(1, 2); });
    std::jthread two([&] { cross(2, 1); });
  }
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(Counter(1), 2);
  EXPECT_EQ(Counter(2), 2);
  EXPECT_TRUE(MetricIs("mysql_transaction_retries_total{reason=\"contention\"} 1"));
}

TEST_F(MysqlPool, LockWaitTimeoutRollsBackTheWholeTransactionAndSaysUnavailable) {
  auto options = Options(2);
  options.connect.lock_wait_timeout = seconds(1);
  options.transaction_budget = milliseconds(500);  // so: no second try
  Pool pool(options, registry_);
  auto& blocker = database_.session();
  blocker.Begin();
  Increment(blocker, 2);
  EXPECT_THROW(pool.Transact([](Session& session) {
    Increment(session, 1);
    Increment(session, 2);
  }),
               Unavailable);
  blocker.RollBack();
  EXPECT_EQ(Counter(1), 0);
}

TEST_F(MysqlPool, DuplicateReachesTheCallerAfterTheRollBack) {
  Pool pool(Options(1), registry_);
  EXPECT_THROW(pool.Transact([](Session& session) {
    Increment(session, 2);
    session.Execute("INSERT INTO counters VALUES (1, 0)");
  }),
               DuplicateKey);
  EXPECT_EQ(Counter(2), 0);
}

TEST_F(MysqlPool, CanBeMadeWhileTheServerIsAway) {
  auto options = Options();
  options.connect.port = test::FreePort();
  Pool pool(options, registry_);
  EXPECT_THROW(pool.Acquire(), Unavailable);
  EXPECT_THROW(pool.Query("SELECT 1"), Unavailable);
  EXPECT_THROW(pool.Transact([](Session&) {}), Unavailable);
  EXPECT_TRUE(MetricIs("mysql_pool_in_use 0"));
}

}  // namespace
}  // namespace erp::mysql
