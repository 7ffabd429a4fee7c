// What a server says of its durability, and how a new run of it is recognised.
#include <csignal>

#include "contract/redis_fixture.h"
#include "redis/durability.h"
#include "support/redis_server.h"

namespace erp::redis {
namespace {

class RedisDurability : public RedisTest {
 protected:
  std::optional<std::string> Verdict(std::vector<std::string> settings) {
    const test::RedisServer server(std::move(settings));
    Pool pool({.url = ParseUrl(server.Url()).value()}, registry_);
    return NotDurable(pool);
  }
};

TEST_F(RedisDurability, OnlyAServerThatKeepsWhatItAcknowledgedIsDurable) {
  EXPECT_EQ(Verdict({}), std::nullopt);
  EXPECT_EQ(Verdict({"--appendonly", "no"}), "redis has appendonly no, must be yes");
  EXPECT_EQ(Verdict({"--appendfsync", "everysec"}),
            "redis has appendfsync everysec, must be always");
  EXPECT_EQ(Verdict({"--maxmemory-policy", "allkeys-lru"}),
            "redis has maxmemory-policy allkeys-lru, must be noeviction");
  EXPECT_NE(Verdict({"--rename-command", "CONFIG", ""}), std::nullopt) << "it does not tell";
}

TEST_F(RedisDurability, EveryRunOfAServerHasANameOfItsOwn) {
  test::RedisServer server;
  Pool pool({.url = ParseUrl(server.Url()).value()}, registry_);
  const std::string first = RunId(pool);
  EXPECT_EQ(first.size(), 40U);
  EXPECT_EQ(RunId(pool), first);
  server.Restart();
  EXPECT_NE(RunId(pool), first);
}

}  // namespace
}  // namespace erp::redis
