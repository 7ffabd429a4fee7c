// What a real server answers when it cannot now, or when an operator has mistaken an account or
// a limit: the caller waits, and goes on as soon as it is put right.
#include <atomic>
#include <thread>

#include "common/error.h"
#include "contract/redis_fixture.h"
#include "redis/script.h"
#include "redis/subscriber.h"
#include "support/redis_server.h"

namespace erp::redis {
namespace {

class RedisRefusal : public RedisTest {
 protected:
  Pool MakePool(std::size_t connections = 1) {
    PoolOptions options;
    options.url.port = server.port();
    options.connections = connections;
    return {options, registry_};
  }
  // A command, a script and a pipeline that write mean the same.
  void ExpectWritesWait(Pool& pool) {
    EXPECT_THROW(pool.Run({"INCR", "n"}), Unavailable);
    EXPECT_THROW(increment.Run(pool, {"n"}, {}), Unavailable);
    EXPECT_THROW(increment.RunAll(pool, {{{"n"}, {}}}), Unavailable);
    EXPECT_THROW((void)pool.Pipeline({{"INCR", "n"}}).at(0).AsInteger(), Unavailable);
  }
  void ExpectWritesWork(Pool& pool) {
    EXPECT_TRUE(Eventually([&] {
      try {
        return pool.Run({"INCR", "n"}).AsInteger() > 0;
      } catch (const Unavailable&) {
        return false;
      }
    }));
    EXPECT_GT(increment.Run(pool, {"n"}, {}).AsInteger(), 1);
  }

  test::RedisServer server;
  Pool admin = MakePool();
  const Script increment{"return redis.call('INCR', KEYS[1])"};
};

TEST_F(RedisRefusal, TooManyClients) {
  admin.Run({"CONFIG", "SET", "maxclients", "1"});
  auto pool = MakePool();
  ExpectWritesWait(pool);
  admin.Run({"CONFIG", "SET", "maxclients", "100"});
  ExpectWritesWork(pool);
}

TEST_F(RedisRefusal, ACommandThatTheAccountMayNotRun) {
  auto pool = MakePool();
  ExpectWritesWork(pool);
  admin.Run({"ACL", "SETUSER", "default", "-incr"});
  ExpectWritesWait(pool);
  admin.Run({"ACL", "SETUSER", "default", "+incr", "-eval", "-evalsha"});
  EXPECT_THROW(increment.Run(pool, {"n"}, {}), Unavailable);
  admin.Run({"ACL", "SETUSER", "default", "+@all"});
  ExpectWritesWork(pool);
}

TEST_F(RedisRefusal, AKeyThatTheAccountMayNotTouch) {
  auto pool = MakePool();
  admin.Run({"ACL", "SETUSER", "default", "resetkeys", "~other:*"});
  ExpectWritesWait(pool);
  admin.Run({"ACL", "SETUSER", "default", "allkeys"});
  ExpectWritesWork(pool);
}

TEST_F(RedisRefusal, APasswordThatIsWantedNow) {
  admin.Run({"CONFIG", "SET", "requirepass", "secret"});
  auto pool = MakePool();
  ExpectWritesWait(pool);
  admin.Run({"CONFIG", "SET", "requirepass", ""});
  ExpectWritesWork(pool);
}

TEST_F(RedisRefusal, AServerThatBecameAReplica) {
  auto pool = MakePool();
  admin.Run({"REPLICAOF", "127.0.0.1", "1"});
  ExpectWritesWait(pool);
  admin.Run({"CONFIG", "SET", "replica-serve-stale-data", "no"});
  EXPECT_THROW(pool.Run({"GET", "n"}), Unavailable);
  admin.Run({"REPLICAOF", "NO", "ONE"});
  ExpectWritesWork(pool);
}

TEST_F(RedisRefusal, NoMemoryLeft) {
  auto pool = MakePool();
  admin.Run({"CONFIG", "SET", "maxmemory", "1"});
  ExpectWritesWait(pool);
  admin.Run({"CONFIG", "SET", "maxmemory", "0"});
  ExpectWritesWork(pool);
}

TEST_F(RedisRefusal, TooFewReplicas) {
  auto pool = MakePool();
  admin.Run({"CONFIG", "SET", "min-replicas-to-write", "1"});
  ExpectWritesWait(pool);
  admin.Run({"CONFIG", "SET", "min-replicas-to-write", "0"});
  ExpectWritesWork(pool);
}

TEST_F(RedisRefusal, AScriptThatDoesNotEnd) {
  auto pool = MakePool();
  admin.Run({"CONFIG", "SET", "busy-reply-threshold", "10"});
  {
    const std::jthread endless([this] {
      auto options = PoolOptions{};
      options.url.port = server.port();
      options.command_timeout = std::chrono::seconds(20);
      Pool own(options, registry_);
      EXPECT_ANY_THROW(Script("while true do end").Run(own, {}, {}));  // killed
    });
    EXPECT_TRUE(Eventually([&] {
      try {
        pool.Run({"GET", "n"});
        return false;
      } catch (const Unavailable& busy) {
        return std::string(busy.what()).find("BUSY") != std::string::npos;
      }
    }));
    admin.Run({"SCRIPT", "KILL"});
  }
  ExpectWritesWork(pool);
}

TEST_F(RedisRefusal, AChannelThatTheAccountMayNotHear) {
  admin.Run({"ACL", "SETUSER", "default", "resetchannels", "&other"});
  std::atomic<int> subscribed{0};
  Url url;
  url.port = server.port();
  Subscriber subscriber(
      url, {.on_message = nullptr, .on_subscribed = [&](const std::string&) { ++subscribed; }},
      registry_);
  subscriber.Subscribe("news");
  subscriber.Start();
  EXPECT_TRUE(Eventually([&] {
    return registry_.Text().find("redis_subscriber_connections_total 3") != std::string::npos;
  })) << "it asks again";
  EXPECT_EQ(subscribed, 0);
  admin.Run({"ACL", "SETUSER", "default", "allchannels"});
  EXPECT_TRUE(Eventually([&] { return subscribed > 0; }));
  subscriber.Stop();
}

}  // namespace
}  // namespace erp::redis
