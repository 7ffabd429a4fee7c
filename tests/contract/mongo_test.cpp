#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "contract/mongo_fixture.h"

namespace erp::mongo {
namespace {

constexpr const char* kThings = "things";

struct MongoTest : testing::Test {
  test::MongoDatabase database;
  Pool& pool = database.pool;

  void Put(std::int64_t id, std::int64_t value) {
    ASSERT_FALSE(pool.Acquire().InsertOne(kThings, Document{{"_id", id}, {"v", value}}));
  }
  std::int64_t Value(std::int64_t id) {
    return pool.Acquire().FindOne(kThings, Document{{"_id", id}})->view().Integer("v");
  }
};

TEST_F(MongoTest, WhatWasInsertedIsFound) {
  Put(1, 10);
  EXPECT_EQ(Value(1), 10);
  EXPECT_FALSE(pool.Acquire().FindOne(kThings, Document{{"_id", 2}}));
}

TEST_F(MongoTest, ADuplicateKeyNamesItsIndex) {
  pool.Acquire().EnsureIndexes(kThings, [] {
    std::vector<IndexSpec> indexes;
    indexes.push_back({.name = "by_v", .keys = Document{{"v", 1}}, .unique = true});
    return indexes;
  }());
  Put(1, 10);
  auto lease = pool.Acquire();
  EXPECT_EQ(lease.InsertOne(kThings, Document{{"_id", 1}, {"v", 11}})->index, "_id_");
  EXPECT_EQ(lease.InsertOne(kThings, Document{{"_id", 2}, {"v", 10}})->index, "by_v");
}

TEST_F(MongoTest, FindKeepsOrderLimitAndProjection) {
  for (int i = 1; i <= 5; ++i) Put(i, 10 - i);
  const Document sort{{"v", 1}};
  const Document fields{{"_id", 1}};
  const auto found = pool.Acquire().Find(kThings, Document{{"v", Document{{"$gt", 5}}}},
                                         {.sort = &sort, .projection = &fields, .limit = 2});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].view().Integer("_id"), 4);
  EXPECT_FALSE(found[0].view().Find("v"));
}

TEST_F(MongoTest, AnUpdateThatMatchesNothingSaysSo) {
  Put(1, 10);
  auto lease = pool.Acquire();
  const Document update{{"$set", Document{{"v", 11}}}};
  const auto hit = lease.UpdateOne(kThings, Document{{"_id", 1}, {"v", 10}}, update);
  EXPECT_EQ(hit.matched, 1);
  EXPECT_EQ(hit.modified, 1);
  EXPECT_EQ(lease.UpdateOne(kThings, Document{{"_id", 1}, {"v", 10}}, update).matched, 0);
  EXPECT_EQ(lease.UpdateOne(kThings, Document{{"_id", 1}}, update, Durability::kOne).matched, 1);
}

TEST_F(MongoTest, AReplacementIsNoUpdate) {
  Put(1, 10);
  EXPECT_ANY_THROW(pool.Acquire().UpdateOne(kThings, Document{{"_id", 1}}, Document{{"v", 11}}));
  EXPECT_EQ(Value(1), 10);
}

TEST_F(MongoTest, UpdateEachChangesEveryDocumentByItsPipeline) {
  for (int i = 1; i <= 3; ++i) Put(i, i);
  std::vector<PipelineUpdate> updates;
  for (int i = 1; i <= 4; ++i) {
    const Document twice{{"$multiply", Array{"$v", 2}}};
    updates.push_back({Document{{"_id", i}}, Array{Document{{"$set", Document{{"v", twice}}}}}});
  }
  pool.Acquire().UpdateEach(kThings, updates, Durability::kOne);
  // A majority read sees a w:1 write a moment later.
  EXPECT_TRUE(erp::test::Eventually(std::chrono::seconds(5),
                                    [&] { return Value(1) == 2 && Value(3) == 6; }));
}

TEST_F(MongoTest, ParallelUpsertsOfOneCounterLoseNothing) {
  std::atomic<std::int64_t> sum = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i) {
      threads.emplace_back([&] {
        const auto counter =
            pool.Acquire().FindAndModify("counters", Document{{"_id", "one"}},
                                         Document{{"$inc", Document{{"v", 1}}}}, {.upsert = true});
        sum += counter->view().Integer("v");
      });
    }
  }
  EXPECT_EQ(sum, 16 * 17 / 2);
}

TEST_F(MongoTest, FindAndModifyOfNothingIsNothing) {
  EXPECT_FALSE(pool.Acquire().FindAndModify(kThings, Document{{"_id", 1}},
                                            Document{{"$inc", Document{{"v", 1}}}}, {}));
}

TEST_F(MongoTest, AggregateReturnsWhatThePipelineMakes) {
  for (int i = 1; i <= 3; ++i) Put(i, i);
  const Document sum{{"$sum", "$v"}};
  const auto groups = pool.Acquire().Aggregate(
      kThings, Array{Document{{"$group", Document{{"_id", nullptr}, {"sum", sum}}}}});
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].view().Integer("sum"), 6);
}

TEST_F(MongoTest, EnsuringIndexesTwiceChangesNothingAndOtherKeysAreRefused) {
  const auto with = [](const char* field) {
    std::vector<IndexSpec> indexes;
    indexes.push_back({.name = "one", .keys = Document{{field, 1}}});
    return indexes;
  };
  pool.Acquire().EnsureIndexes(kThings, with("a"));
  pool.Acquire().EnsureIndexes(kThings, with("a"));
  EXPECT_THROW(pool.Acquire().EnsureIndexes(kThings, with("b")), std::runtime_error);
}

TEST_F(MongoTest, ARefusalOfTheServerIsNotTransient) {
  try {
    pool.Acquire().Run(Document{{"noSuchCommand", 1}});
    FAIL() << "the server knows no such command";
  } catch (const Unavailable&) {
    FAIL() << "trying again would not help";
  } catch (const std::runtime_error&) {
  }
}

TEST_F(MongoTest, AnOperationBeyondItsTimeLimitIsUnavailable) {
  Put(1, 10);
  Pool hasty({.uri = erp::test::Required("TEST_MONGO_URI"),
              .database = database.name,
              .app_name = "contract-test",
              .connections = 1,
              .operation_timeout = std::chrono::milliseconds(50)},
             database.registry);
  const Document slow{{"$where", "sleep(1000) || true"}};
  EXPECT_THROW(static_cast<void>(hasty.Acquire().FindOne(kThings, slow)), Unavailable);
}

TEST_F(MongoTest, AnEmptyPoolIsUnavailableInTime) {
  Pool one({.uri = erp::test::Required("TEST_MONGO_URI"),
            .database = database.name,
            .app_name = "contract-test",
            .connections = 1,
            .acquire_timeout = std::chrono::milliseconds(50)},
           database.registry);
  {
    const auto lease = one.Acquire();
    EXPECT_THROW(static_cast<void>(one.Acquire()), Unavailable);
  }
  EXPECT_NO_THROW(static_cast<void>(one.Acquire()));
}

TEST_F(MongoTest, APingNeitherWaitsForAFullPoolNorTakesAConnectionOfIt) {
  Pool one({.uri = erp::test::Required("TEST_MONGO_URI"),
            .database = database.name,
            .app_name = "contract-test",
            .connections = 1,
            .acquire_timeout = std::chrono::milliseconds(50)},
           database.registry);
  const auto lease = one.Acquire();
  EXPECT_NO_THROW(one.Ping());
  EXPECT_NO_THROW(one.Ping()) << "and gives back what it took";
}

TEST(MongoAway, IsUnavailableWithinTheServerSelectionTime) {
  metrics::Registry registry;
  Pool away({.uri = "mongodb://127.0.0.1:9/?replicaSet=rs0",
             .database = "test_away",
             .app_name = "contract-test",
             .server_selection_timeout = std::chrono::milliseconds(200)},
            registry);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THROW(away.Ping(), Unavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(MongoPool, RefusesABadUri) {
  metrics::Registry registry;
  EXPECT_THROW(Pool({.uri = "nonsense", .database = "x", .app_name = "x"}, registry),
               std::invalid_argument);
}

}  // namespace
}  // namespace erp::mongo
