#include <stdexcept>

#include <gtest/gtest.h>

#include "redis/reply.h"
#include "redis/url.h"

namespace erp::redis {
namespace {

TEST(RedisUrl, TakesItsFilesFromTheSettingsAndOnlyByTls) {
  const Tls files{false, "/ca.pem", "", ""};
  const Tls certificate{false, "", "/own.pem", ""};
  EXPECT_EQ(WrongUrl("rediss://cache", files), std::nullopt);
  EXPECT_EQ(WrongUrl("redis://cache", {}), std::nullopt);
  EXPECT_EQ(WrongUrl("cache", {}),
            "REDIS_URL must read redis[s]://[[user]:password@]host[:port][/db]");
  for (const auto& tls : {files, certificate}) {
    EXPECT_EQ(WrongUrl("redis://cache", tls),
              "REDIS_CA_FILE and REDIS_CERTIFICATE_FILE need rediss://");
  }
  EXPECT_TRUE(UrlWith("rediss://cache:1/2", files).tls.on);
  EXPECT_EQ(UrlWith("rediss://cache:1/2", files).tls.ca_file, "/ca.pem");
  EXPECT_EQ(UrlWith("rediss://cache:1/2", files).db, 2);
  EXPECT_FALSE(UrlWith("redis://cache", {}).tls.on);
}

TEST(RedisUrl, HostAloneGetsTheUsualPortAndDatabase) {
  const auto url = ParseUrl("redis://cache");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "cache");
  EXPECT_EQ(url->port, 6379);
  EXPECT_EQ(url->db, 0);
  EXPECT_EQ(url->user, "");
  EXPECT_EQ(url->password, "");
}

TEST(RedisUrl, EveryPartIsRead) {
  const auto url = ParseUrl("redis://worker:p%40ss%2Fw@rd@10.1.2.3:6380/7");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "10.1.2.3");
  EXPECT_EQ(url->port, 6380);
  EXPECT_EQ(url->user, "worker");
  EXPECT_EQ(url->password, "p@ss/w@rd");
  EXPECT_EQ(url->db, 7);
}

TEST(RedisUrl, PasswordWithoutUser) {
  const auto url = ParseUrl("redis://:secret@cache/");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->user, "");
  EXPECT_EQ(url->password, "secret");
  EXPECT_EQ(url->db, 0);
}

TEST(RedisUrl, VersionSixAddress) {
  const auto url = ParseUrl("redis://[::1]:6381/2");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->port, 6381);
  EXPECT_EQ(url->db, 2);
}

TEST(RedisUrl, PortsAndDatabasesReachToTheirLast) {
  EXPECT_EQ(ParseUrl("redis://cache:1")->port, 1);
  EXPECT_EQ(ParseUrl("redis://cache:65535")->port, 65535);
  EXPECT_EQ(ParseUrl("redis://cache/1023")->db, 1023);
  EXPECT_FALSE(ParseUrl("redis://cache/1024"));
}

class BadRedisUrl : public testing::TestWithParam<const char*> {};

TEST(RedisUrl, TheSchemeSaysWhetherItIsTls) {
  EXPECT_FALSE(ParseUrl("redis://cache")->tls.on);
  const auto url = ParseUrl("rediss://worker:word@cache:6380/1");
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->tls.on);
  EXPECT_EQ(url->host, "cache");
  EXPECT_EQ(url->user, "worker");
  EXPECT_FALSE(ParseUrl("redisss://cache"));
}

TEST_P(BadRedisUrl, IsRefused) { EXPECT_FALSE(ParseUrl(GetParam())) << GetParam(); }

INSTANTIATE_TEST_SUITE_P(Table,
                         BadRedisUrl,
                         testing::Values("",
                                         "redis:/cache",
                                         "http://cache",
                                         "redis://",
                                         "redis://:6379",
                                         "redis://cache:",
                                         "redis://cache:0",
                                         "redis://cache:65536",
                                         "redis://cache:12x",
                                         "redis://cache/x",
                                         "redis://cache/-1",
                                         "redis://cache/1/2",
                                         "redis://secret@cache",
                                         "redis://a:%4@cache",
                                         "redis://a:%zz@cache",
                                         "redis://[::1",
                                         "redis://[::1]6379"));

Reply Text(std::string text) {
  Reply reply;
  reply.kind = Reply::Kind::kText;
  reply.text = std::move(text);
  return reply;
}

TEST(RedisReply, NumbersAreReadFromTextAndPrintedAsText) {
  EXPECT_EQ(Text("-12").AsInteger(), -12);
  Reply number;
  number.kind = Reply::Kind::kInteger;
  number.integer = 34;
  EXPECT_EQ(number.AsText(), "34");
  EXPECT_EQ(number.AsInteger(), 34);
}

TEST(RedisReply, ElementsOfATemporaryMayBeLoopedOver) {
  const auto answer = [] {
    Reply array;
    array.kind = Reply::Kind::kArray;
    array.elements = {Text("a long text that is not stored in place"), Text("b")};
    return array;
  };
  std::string all;
  for (const auto& element : answer().AsArray()) all += element.AsText();
  EXPECT_EQ(all, "a long text that is not stored in placeb");
}

TEST(RedisReply, AnotherKindThanAgreedIsABug) {
  EXPECT_THROW((void)Text("x").AsInteger(), std::runtime_error);
  EXPECT_THROW((void)Text("").AsInteger(), std::runtime_error);
  EXPECT_THROW((void)Text("1 ").AsInteger(), std::runtime_error);
  EXPECT_THROW((void)Text("x").AsArray(), std::runtime_error);
  EXPECT_THROW((void)Reply().AsText(), std::runtime_error);
}

}  // namespace
}  // namespace erp::redis
