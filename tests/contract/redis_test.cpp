#include <atomic>

#include "common/error.h"
#include "redis/script.h"
#include "redis_fixture.h"

namespace erp::redis {
namespace {

using std::chrono::milliseconds;
using Kind = Reply::Kind;

TEST_F(RedisTest, ValuesAreBinarySafe) {
  Pool pool(Options(), registry_);
  const std::string value("a\0b\r\n%s\xff", 8);
  EXPECT_EQ(pool.Run({"SET", prefix_ + "k", value, "PX", "60000"}).AsText(), "OK");
  EXPECT_EQ(pool.Run({"GET", prefix_ + "k"}).AsText(), value);
  EXPECT_TRUE(pool.Run({"GET", prefix_ + "absent"}).IsNil());
}

TEST_F(RedisTest, PipelineAnswersEachCommandAndKeepsErrorsAsElements) {
  Pool pool(Options(), registry_);
  const auto replies = pool.Pipeline({{"SET", prefix_ + "k", "v", "PX", "60000"},
                                      {"LPUSH", prefix_ + "k", "x"},
                                      {"GET", prefix_ + "k"}});
  ASSERT_EQ(replies.size(), 3U);
  EXPECT_EQ(replies[0].kind, Kind::kStatus);
  EXPECT_EQ(replies[1].kind, Kind::kError);
  EXPECT_TRUE(replies[1].text.starts_with("WRONGTYPE"));
  EXPECT_EQ(replies[2].text, "v");
}

TEST_F(RedisTest, NestedAnswersAreConverted) {
  Pool pool(Options(), registry_);
  const auto reply = pool.Run({"EVAL", "return {1, {'a', {false, {'deep'}}}, 'x'}", "0"});
  const auto& outer = reply.AsArray();
  ASSERT_EQ(outer.size(), 3U);
  EXPECT_EQ(outer[0].AsInteger(), 1);
  EXPECT_TRUE(outer[1].AsArray()[1].AsArray()[0].IsNil());
  EXPECT_EQ(outer[1].AsArray()[1].AsArray()[1].AsArray()[0].AsText(), "deep");
}

TEST_F(RedisTest, MistakeInACommandIsABugAndTheConnectionStaysGood) {
  Pool pool(Options(1), registry_);
  const auto id = pool.Run({"CLIENT", "ID"}).AsInteger();
  EXPECT_THROW(pool.Run({"NO-SUCH-COMMAND"}), std::runtime_error);
  try {
    pool.Run({"EVAL", "return redis.error_reply('BUSYGROUP exists')", "0"});
    FAIL() << "an error answer must throw";
  } catch (const Unavailable&) {
    FAIL() << "BUSYGROUP is not BUSY";
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(pool.Run({"CLIENT", "ID"}).AsInteger(), id);
}

TEST_F(RedisTest, EachTransientAnswerIsUnavailable) {
  Pool pool(Options(1), registry_);
  for (const std::string word : {"LOADING", "READONLY", "OOM", "MASTERDOWN", "BUSY", "TRYAGAIN"}) {
    EXPECT_THROW(pool.Run({"EVAL", "return redis.error_reply('" + word + " not now')", "0"}),
                 Unavailable)
        << word;
  }
}

TEST_F(RedisTest, ConnectionKilledWhileIdleCostsNoFailedCommand) {
  Pool pool(Options(2), registry_);
  const auto id = pool.Run({"CLIENT", "ID"}).AsText();
  Pool killer(Options(1), registry_);
  EXPECT_EQ(killer.Run({"CLIENT", "KILL", "ID", id}).AsInteger(), 1);
  EXPECT_NE(pool.Run({"CLIENT", "ID"}).AsText(), id);
}

TEST_F(RedisTest, ConnectionKilledUnderALeaseIsReplacedForTheNextCommand) {
  Pool pool(Options(1), registry_);
  Pool killer(Options(1), registry_);
  auto lease = pool.Acquire();
  const auto id = lease.Run({"CLIENT", "ID"}).AsText();
  EXPECT_EQ(killer.Run({"CLIENT", "KILL", "ID", id}).AsInteger(), 1);
  EXPECT_THROW(lease.Run({"PING"}), Unavailable);
  EXPECT_EQ(lease.Run({"PING"}).AsText(), "PONG");
}

TEST_F(RedisTest, SelectedDatabaseSurvivesReplacement) {
  auto options = Options(1);
  options.url.db = 15;
  Pool pool(options, registry_);
  const auto database = [&pool] {
    const auto info = pool.Run({"CLIENT", "LIST", "ID", pool.Run({"CLIENT", "ID"}).AsText()});
    return info.AsText().find(" db=15 ") != std::string::npos;
  };
  EXPECT_TRUE(database());
  const auto id = pool.Run({"CLIENT", "ID"}).AsText();
  Pool killer(Options(1), registry_);
  EXPECT_EQ(killer.Run({"CLIENT", "KILL", "ID", id}).AsInteger(), 1);
  EXPECT_TRUE(database());
}

TEST_F(RedisTest, FullPoolSaysUnavailableAfterTheAcquireTimeout) {
  auto options = Options(1);
  options.acquire_timeout = milliseconds(30);
  Pool pool(options, registry_);
  const auto lease = pool.Acquire();
  EXPECT_THROW(pool.Acquire(), Unavailable);
}

TEST_F(RedisTest, WaiterGetsTheConnectionThatIsGivenBack) {
  Pool pool(Options(1), registry_);
  auto lease = std::make_unique<Lease>(pool.Acquire());
  std::jthread waiter([&pool] { EXPECT_EQ(pool.Run({"PING"}).AsText(), "PONG"); });
  lease.reset();
}

TEST_F(RedisTest, ManyThreadsShareFewConnections) {
  Pool pool(Options(3), registry_);
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 16; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 100; ++i) {
          const auto text = std::to_string(t) + "/" + std::to_string(i);
          if (pool.Run({"ECHO", text}).AsText() != text) ++wrong;
        }
      });
    }
  }
  EXPECT_EQ(wrong, 0);
}

TEST_F(RedisTest, LeaseOutlivesItsPool) {
  auto pool = std::make_unique<Pool>(Options(1), registry_);
  auto lease = pool->Acquire();
  pool.reset();
  EXPECT_EQ(lease.Run({"PING"}).AsText(), "PONG");
}

TEST_F(RedisTest, SilentServerCostsTheCommandTimeoutAndNotMore) {
  // Drips single bytes of an endless answer: every read succeeds, no answer is ever whole.
  ScriptedServer server([](const std::string&) { return std::string("$100\r\nabc"); });
  auto options = Options(1);
  options.url = server.url();
  options.command_timeout = milliseconds(60);
  Pool pool(options, registry_);
  const auto started = std::chrono::steady_clock::now();
  EXPECT_THROW(pool.Run({"GET", "x"}), Unavailable);
  const auto took = std::chrono::steady_clock::now() - started;
  EXPECT_GE(took, milliseconds(60));
  EXPECT_LT(took, milliseconds(1000));
}

TEST_F(RedisTest, LateAnswerIsNeverTakenForTheNextOne) {
  std::atomic<int> requests{0};
  ScriptedServer server([&requests](const std::string&) -> std::string {
    if (++requests == 1) return "";  // the first is never answered
    return "+second\r\n";
  });
  auto options = Options(1);
  options.url = server.url();
  options.command_timeout = milliseconds(50);
  Pool pool(options, registry_);
  EXPECT_THROW(pool.Run({"FIRST"}), Unavailable);
  EXPECT_EQ(pool.Run({"SECOND"}).AsText(), "second");
}

TEST_F(RedisTest, RefusedConnectionIsUnavailable) {
  auto options = Options(1);
  {
    ScriptedServer gone([](const std::string&) { return ""; });
    options.url = gone.url();
  }
  Pool pool(options, registry_);
  EXPECT_THROW(pool.Run({"PING"}), Unavailable);
  EXPECT_THROW(pool.Run({"PING"}), Unavailable) << "a failed connect must not use up the pool";
}

TEST_F(RedisTest, RefusedPasswordIsUnavailable) {
  ScriptedServer server([](const std::string& received) {
    EXPECT_NE(received.find("AUTH"), std::string::npos);
    return std::string("-WRONGPASS invalid username-password pair\r\n");
  });
  auto options = Options(1);
  options.url = server.url();
  options.url.password = "wrong";
  Pool pool(options, registry_);
  EXPECT_THROW(pool.Run({"PING"}), Unavailable);
}

TEST_F(RedisTest, ScriptIsSentOnceAndThenNamed) {
  Pool pool(Options(1), registry_);
  const Script script("-- " + prefix_ + "\nreturn {KEYS[1], ARGV[1], #ARGV}");
  for (int i = 0; i < 2; ++i) {
    const auto reply = script.Run(pool, {"k\n1"}, {"", std::string("z\0", 2)});
    EXPECT_EQ(reply.AsArray()[0].AsText(), "k\n1");
    EXPECT_EQ(reply.AsArray()[2].AsInteger(), 2);
  }
}

TEST_F(RedisTest, ScriptSurvivesAServerThatForgotIt) {
  Pool pool(Options(1), registry_);
  const Script script("-- " + prefix_ + "\nreturn redis.call('INCR', KEYS[1])");
  EXPECT_EQ(script.Run(pool, {prefix_ + "n"}, {}).AsInteger(), 1);
  pool.Run({"SCRIPT", "FLUSH"});
  EXPECT_EQ(script.Run(pool, {prefix_ + "n"}, {}).AsInteger(), 2);
  pool.Run({"DEL", prefix_ + "n"});
}

TEST_F(RedisTest, MistakeInsideAScriptIsABug) {
  Pool pool(Options(1), registry_);
  EXPECT_THROW(Script("return nil + 1").Run(pool, {}, {}), std::runtime_error);
}

TEST_F(RedisTest, MetricsCountWhatIsLentAndWhatFailed) {
  Pool pool(Options(1), registry_);
  const auto in_use = registry_.GetGauge("redis_pool_in_use", "Connections lent now");
  EXPECT_EQ(in_use.Value(), 0);
  {
    const auto lease = pool.Acquire();
    EXPECT_EQ(in_use.Value(), 1);
  }
  EXPECT_EQ(in_use.Value(), 0);
  EXPECT_THROW(pool.Run({"NO-SUCH-COMMAND"}), std::runtime_error);
  EXPECT_NE(registry_.Text().find("redis_errors_total{kind=\"server\"} 1"), std::string::npos);
}

}  // namespace
}  // namespace erp::redis
