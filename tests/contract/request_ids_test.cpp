#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "approval-request/store/mongo_request_ids.h"
#include "contract/mongo_fixture.h"

namespace erp::approval_request {
namespace {

struct RequestIdsTest : testing::Test {
  mongo::test::MongoDatabase database;
};

TEST_F(RequestIdsTest, CountUpFromOneOnAnEmptyDatabase) {
  MongoRequestIds ids(database.pool);
  for (std::int64_t expected = 1; expected <= 160; ++expected) {
    ASSERT_EQ(ids.Next().value(), expected);
  }
}

TEST_F(RequestIdsTest, GoOnAboveWhatTheyWereRaisedToAndNeverBelow) {
  MongoRequestIds ids(database.pool);
  EXPECT_EQ(ids.Next().value(), 1);
  ids.RaiseAbove(RequestId(5000));
  EXPECT_EQ(ids.Next().value(), 5001);
  ids.RaiseAbove(RequestId(300));
  EXPECT_GT(ids.Next().value(), 5001);
  MongoRequestIds other(database.pool);
  EXPECT_GT(other.Next().value(), 5001);
}

TEST_F(RequestIdsTest, AreUniqueAcrossReplicasAndThreads) {
  constexpr int kReplicas = 3;
  constexpr int kThreads = 8;
  constexpr int kEach = 100;
  std::mutex mutex;
  std::set<std::int64_t> seen;
  {
    std::vector<std::unique_ptr<MongoRequestIds>> replicas;
    for (int i = 0; i < kReplicas; ++i) {
      replicas.push_back(std::make_unique<MongoRequestIds>(database.pool));
    }
    std::vector<std::jthread> threads;
    for (int i = 0; i < kReplicas * kThreads; ++i) {
      threads.emplace_back([&, &ids = *replicas[static_cast<std::size_t>(i % kReplicas)]] {
        for (int k = 0; k < kEach; ++k) {
          const auto id = ids.Next().value();
          const std::lock_guard lock(mutex);
          EXPECT_TRUE(seen.insert(id).second) << id;
        }
      });
    }
    threads.clear();
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(kReplicas * kThreads * kEach));
  EXPECT_EQ(*seen.begin(), 1);
}

TEST_F(RequestIdsTest, ARestartGoesOnBehindTheBlock) {
  {
    MongoRequestIds ids(database.pool);
    EXPECT_EQ(ids.Next().value(), 1);
  }
  MongoRequestIds ids(database.pool);
  const auto id = ids.Next().value();
  EXPECT_GT(id, 1);
  EXPECT_EQ(id % MongoRequestIds::kBlock, 1);
}

TEST(RequestIdsAway, AreUnavailableInTimeWhileMongoIsAway) {
  metrics::Registry registry;
  mongo::Pool away({.uri = "mongodb://127.0.0.1:9/?replicaSet=rs0",
                    .database = "test_away",
                    .app_name = "contract-test",
                    .server_selection_timeout = std::chrono::milliseconds(100)},
                   registry);
  MongoRequestIds ids(away);
  EXPECT_THROW(ids.Next(), Unavailable);
}

}  // namespace
}  // namespace erp::approval_request
