#include <atomic>
#include <functional>
#include <latch>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "contract/mongo_fixture.h"
#include "mongo/grouped_writes.h"

namespace erp::mongo {
namespace {

constexpr const char* kThings = "things";

Document Version(std::int64_t id, std::int64_t version) {
  return Document{{"_id", id}, {"ver", version}};
}

// What writer `who` makes of the document `id` when it has `version`.
struct Step {
  Step(std::int64_t id, std::int64_t version, std::int64_t who)
      : filter(Version(id, version)),
        update{{"$set", Document{{"ver", version + 1}, {"by", who}}}, {"$inc", Document{{"n", 1}}}},
        proof{{"_id", id}, {"ver", version + 1}, {"by", who}} {}

  Document filter;
  Document update;
  Document proof;
};

struct GroupedWritesTest : testing::Test {
  test::MongoDatabase database;
  Pool& pool = database.pool;
  GroupedWrites writes{pool, kThings, database.registry};

  void Put(std::int64_t id) {
    ASSERT_FALSE(
        pool.Acquire().InsertOne(kThings, Document{{"_id", id}, {"ver", 0}, {"n", 0}, {"by", 0}}));
  }
  std::int64_t Field(std::int64_t id, const char* name) {
    return pool.Acquire().FindOne(kThings, Document{{"_id", id}})->view().Integer(name);
  }
  double Grouped() {
    return database.registry.GetCounter("mongo_grouped_writes_total", "").Value();
  }

  static void AtOnce(int threads, const std::function<void(int)>& work) {
    std::latch start(threads);
    std::vector<std::jthread> all;
    for (int i = 0; i < threads; ++i) {
      all.emplace_back([&, i] {
        start.arrive_and_wait();
        work(i);
      });
    }
  }
};

TEST_F(GroupedWritesTest, OneCallerAloneGoesInACommandOfItsOwn) {
  EXPECT_FALSE(writes.Insert(Document{{"_id", 1}, {"ver", 0}, {"n", 0}}));
  const Step step(1, 0, 7);
  EXPECT_TRUE(writes.Update(step.filter, step.update, step.proof));
  EXPECT_FALSE(writes.Update(step.filter, step.update, step.proof));
  EXPECT_EQ(Field(1, "n"), 1);
  EXPECT_EQ(Grouped(), 0);
}

TEST_F(GroupedWritesTest, ManyWritersShareCommandsAndEachWriteIsMadeOnce) {
  constexpr int kThreads = 16;
  constexpr int kRounds = 40;
  AtOnce(kThreads, [&](int thread) {
    for (int i = 0; i < kRounds; ++i) {
      const std::int64_t id = thread * 1000 + i;
      EXPECT_FALSE(writes.Insert(Document{{"_id", id}, {"ver", 0}, {"n", 0}, {"by", 0}}));
      const Step step(id, 0, thread);
      EXPECT_TRUE(writes.Update(step.filter, step.update, step.proof));
    }
  });
  EXPECT_GT(Grouped(), 0);
  const Document right{{"ver", 1}, {"n", 1}};
  EXPECT_EQ(pool.Acquire().Find(kThings, right).size(),
            static_cast<std::size_t>(kThreads) * kRounds);
}

// The race that conditional updates are for: of all who step from one version one wins, whether
// it shares its command with losers or not, and only it learns so.
TEST_F(GroupedWritesTest, OfWritersThatRaceForOneVersionExactlyOneSucceeds) {
  constexpr int kThreads = 12;
  constexpr int kVersions = 60;
  Put(1);
  std::vector<std::atomic<int>> winners(kVersions);
  std::vector<std::atomic<int>> winner(kVersions);
  AtOnce(kThreads, [&](int thread) {
    for (int version = 0; version < kVersions; ++version) {
      const Step step(1, version, thread);
      if (writes.Update(step.filter, step.update, step.proof)) {
        ++winners[static_cast<std::size_t>(version)];
        winner[static_cast<std::size_t>(version)] = thread;
      }
      // A winner may not know that it is one; then the others have to see it.
      ASSERT_TRUE(erp::test::Eventually(std::chrono::seconds(10),
                                        [&] { return Field(1, "ver") > version; }));
    }
  });
  for (const auto& count : winners) EXPECT_LE(count, 1);
  EXPECT_EQ(Field(1, "n"), kVersions);
  EXPECT_EQ(Field(1, "ver"), kVersions);
  if (winners.back() == 1) {
    EXPECT_EQ(Field(1, "by"), winner.back());
  }
}

TEST_F(GroupedWritesTest, ALosersCommandLeavesTheResultsOfTheOthersRight) {
  constexpr int kThreads = 16;
  for (int id = 0; id < kThreads; ++id) Put(id);
  for (int round = 0; round < 20; ++round) {
    AtOnce(kThreads, [&](int thread) {
      // Every fourth steps from a version that is not there.
      const bool stale = thread % 4 == 0;
      const Step step(thread, stale ? 1000 : round, thread);
      EXPECT_EQ(writes.Update(step.filter, step.update, step.proof), !stale);
    });
  }
  for (int id = 0; id < kThreads; ++id) EXPECT_EQ(Field(id, "n"), id % 4 == 0 ? 0 : 20);
  EXPECT_GT(Grouped(), 0);
}

TEST_F(GroupedWritesTest, ATakenKeyIsReportedToItsOwnCallerOnly) {
  std::vector<IndexSpec> indexes;
  indexes.push_back({.name = "by_key", .keys = Document{{"key", 1}}, .unique = true});
  pool.Acquire().EnsureIndexes(kThings, indexes);
  std::atomic<int> stored = 0;
  std::atomic<int> refused = 0;
  AtOnce(16, [&](int thread) {
    for (int i = 0; i < 20; ++i) {
      // All threads want key i, and each a key of its own.
      const auto shared = writes.Insert(Document{{"_id", thread * 1000 + i}, {"key", i}});
      ++(shared ? refused : stored);
      if (shared) {
        EXPECT_EQ(shared->index, "by_key");
      }
      EXPECT_FALSE(writes.Insert(
          Document{{"_id", thread * 1000 + 500 + i}, {"key", 1000 * (thread + 1) + i}}));
    }
  });
  EXPECT_EQ(stored, 20);
  EXPECT_EQ(refused, 15 * 20);
  EXPECT_GT(Grouped(), 0);
}

TEST_F(GroupedWritesTest, ARefusedStatementConcernsItsOwnCallerOnly) {
  constexpr int kThreads = 16;
  for (int id = 0; id < kThreads; ++id) Put(id);
  std::atomic<int> failed = 0;
  for (int round = 0; round < 10; ++round) {
    AtOnce(kThreads, [&](int thread) {
      if (thread % 4 != 0) {
        const Step step(thread, round, thread);
        EXPECT_TRUE(writes.Update(step.filter, step.update, step.proof));
        return;
      }
      const Document text_plus_one{{"$inc", Document{{"_id", 1}}}};  // ids cannot be changed
      try {
        (void)writes.Update(Document{{"_id", thread}}, text_plus_one, Document{{"_id", -1}});
      } catch (const std::runtime_error&) {
        ++failed;
      }
    });
  }
  EXPECT_EQ(failed, 40);
  for (int id = 0; id < kThreads; ++id) EXPECT_EQ(Field(id, "n"), id % 4 == 0 ? 0 : 10);
}

TEST_F(GroupedWritesTest, WhoGivesUpWaitingHasWrittenNothing) {
  constexpr int kThreads = 16;
  GroupedWrites hasty(pool, kThings, database.registry, std::chrono::milliseconds(0));
  std::atomic<int> written = 0;
  std::atomic<int> given_up = 0;
  AtOnce(kThreads, [&](int thread) {
    for (int i = 0; i < 40; ++i) {
      try {
        EXPECT_FALSE(hasty.Insert(Document{{"_id", thread * 1000 + i}}));
        ++written;
      } catch (const Unavailable&) {
        ++given_up;
      }
    }
  });
  EXPECT_GT(written, 0);
  EXPECT_GT(given_up, 0);
  EXPECT_EQ(pool.Acquire().Find(kThings, Document()).size(), static_cast<std::size_t>(written));
}

TEST_F(GroupedWritesTest, WhenTheServerIsAwayEveryCallFailsAndWritesGoOnAfterwards) {
  Put(1);
  {
    const PoolOptions away{.uri = "mongodb://127.0.0.1:1/?replicaSet=rs0",
                           .database = database.name,
                           .app_name = "contract-test",
                           .server_selection_timeout = std::chrono::milliseconds(200)};
    Pool nobody(away, database.registry);
    GroupedWrites lost(nobody, kThings, database.registry);
    std::atomic<int> told = 0;
    AtOnce(8, [&](int thread) {
      const Step step(1, 0, thread);
      try {
        (void)lost.Update(step.filter, step.update, step.proof);
      } catch (const Unavailable&) {
        ++told;
      }
    });
    EXPECT_EQ(told, 8);
  }
  const Step step(1, 0, 1);
  EXPECT_TRUE(writes.Update(step.filter, step.update, step.proof));
}

}  // namespace
}  // namespace erp::mongo
