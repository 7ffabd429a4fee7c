// outbox::Source on the real Redis: what nobody delivered is claimed once, by one.
#include <atomic>
#include <barrier>
#include <mutex>
#include <set>
#include <thread>

#include "approval-processing/store/redis_unreadable.h"
#include "processing_fixture.h"

namespace erp::approval_processing {
namespace {

class OutboxStream : public ProcessingStoreTest {
 protected:
  // Messages as decide.lua stores them, of a time long ago, of document `n` each.
  void AddAbandoned(int count, const std::string& key = "") {
    std::vector<redis::Command> commands;
    for (int i = 0; i < count; ++i) {
      ++added_;
      const auto name = std::to_string(added_);
      commands.push_back({"XADD", keys_.Outbox(), std::to_string(1000 + added_) + "-0", "id",
                          "decision:" + name, "key", key.empty() ? name : key, "type",
                          "approval.step-decided", "body", "{\"n\":" + name + "}", "traceparent",
                          "", "time", "2026-11-21T01:06:00.310Z"});
    }
    pool_.Pipeline(commands);
  }
  std::int64_t Leases() { return pool_.Run({"HLEN", keys_.Leases()}).AsInteger(); }
  // As if two seconds had passed for every lease.
  void ExpireLeases() {
    for (const auto& id : pool_.Run({"HKEYS", keys_.Leases()}).AsArray()) {
      pool_.Run({"HSET", keys_.Leases(), id.AsText(), "1"});
    }
  }

  int added_ = 0;
  RedisUnreadable unreadable_{pool_, tenant_};
};

TEST_F(OutboxStream, FreshMessageIsLeftToTheFastPath) {
  store_.Open(Opened(41));
  Decide(Command(5, 41));
  EXPECT_TRUE(outbox_.ClaimAbandoned(10).empty());
}

TEST_F(OutboxStream, SweepClaimsWhatNobodyMarked) {
  store_.Open(Opened(41));
  const auto verdict = Decide(Command(5, 41, "foo"));
  std::vector<outbox::Entry> claimed;
  ASSERT_TRUE(test::Eventually(std::chrono::seconds(5), [&] {
    claimed = outbox_.ClaimAbandoned(10);
    return !claimed.empty();
  }));
  ASSERT_EQ(claimed.size(), 1U);
  const auto expected = ToEntry(verdict.message.value());
  EXPECT_EQ(claimed[0].id, "decision:41:1:1:1:5:2c26b46b68ffc68f");
  EXPECT_EQ(claimed[0].target, "bus");
  EXPECT_EQ(claimed[0].topic, "approval-results");
  EXPECT_EQ(claimed[0].key, "41");
  EXPECT_EQ(claimed[0].type, "approval.step-decided");
  EXPECT_EQ(claimed[0].body, expected.body) << "byte for byte what the decider handed over";
  EXPECT_EQ(claimed[0].time, expected.time);
  EXPECT_EQ(claimed[0].traceparent, expected.traceparent);
  EXPECT_EQ(claimed[0].place, expected.place);
}

TEST_F(OutboxStream, ClaimedIsLeasedToOneAndFreeAgainAfterIt) {
  AddAbandoned(3);
  RedisOutbox other(pool_, tenant_, registry_);
  EXPECT_EQ(outbox_.ClaimAbandoned(10).size(), 3U);
  EXPECT_TRUE(other.ClaimAbandoned(10).empty());
  EXPECT_TRUE(outbox_.ClaimAbandoned(10).empty());
  ExpireLeases();
  EXPECT_EQ(other.ClaimAbandoned(10).size(), 3U);
}

TEST_F(OutboxStream, LeaseEndsByItself) {
  AddAbandoned(1);
  const auto before = std::chrono::steady_clock::now();
  ASSERT_EQ(outbox_.ClaimAbandoned(10).size(), 1U);
  ASSERT_TRUE(test::Eventually(std::chrono::seconds(6),
                               [&] { return !outbox_.ClaimAbandoned(10).empty(); }));
  EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(1990));
}

TEST_F(OutboxStream, ClaimsComeInTheirOrderAndWithinTheLimit) {
  AddAbandoned(7, "41");
  const auto first = outbox_.ClaimAbandoned(4);
  const auto second = outbox_.ClaimAbandoned(4);
  ASSERT_EQ(first.size(), 4U);
  ASSERT_EQ(second.size(), 3U) << "leased ones in front do not hide what is behind them";
  EXPECT_EQ(first[0].id, "decision:1");
  EXPECT_EQ(first[3].id, "decision:4");
  EXPECT_EQ(second[0].id, "decision:5");
  EXPECT_EQ(second[2].id, "decision:7");
}

TEST_F(OutboxStream, ManySweepersNeverGetTheSameMessage) {
  AddAbandoned(500);
  std::mutex mutex;
  std::set<std::string> seen;
  std::atomic<int> twice{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        RedisOutbox sweeper(pool_, tenant_, registry_);
        for (auto claimed = sweeper.ClaimAbandoned(16); !claimed.empty();
             claimed = sweeper.ClaimAbandoned(16)) {
          const std::lock_guard lock(mutex);
          for (const auto& entry : claimed) twice += !seen.insert(entry.id).second;
          // Marked at once, so that the leases cannot run out on a slow machine.
          sweeper.MarkDone(claimed);
        }
      });
    }
  }
  EXPECT_EQ(twice, 0);
  EXPECT_EQ(seen.size(), 500U);
  EXPECT_EQ(OutboxLength(), 0);
}

TEST_F(OutboxStream, MarkDoneForgetsMessageAndLeaseAndTwiceIsFine) {
  AddAbandoned(3);
  const auto claimed = outbox_.ClaimAbandoned(2);
  outbox_.MarkDone(claimed);
  EXPECT_EQ(OutboxLength(), 1);
  EXPECT_EQ(Leases(), 0);
  outbox_.MarkDone(claimed);
  EXPECT_EQ(OutboxLength(), 1);
  outbox_.MarkDone({});
}

TEST_F(OutboxStream, LargeBatchIsMarkedWhole) {
  AddAbandoned(1234);
  std::vector<outbox::Entry> all;
  for (auto claimed = outbox_.ClaimAbandoned(256); !claimed.empty();
       claimed = outbox_.ClaimAbandoned(256)) {
    all.insert(all.end(), claimed.begin(), claimed.end());
  }
  EXPECT_EQ(all.size(), 1234U);
  outbox_.MarkDone(all);
  EXPECT_EQ(OutboxLength(), 0);
  EXPECT_EQ(Leases(), 0);
}

TEST_F(OutboxStream, EntryThatNobodyCanReadIsSetAsideAndHoldsUpNothing) {
  const auto foreign = [&](const std::string& id, const redis::Command& fields) {
    redis::Command command{"XADD", keys_.Outbox(), id};
    command.insert(command.end(), fields.begin(), fields.end());
    pool_.Run(command);
  };
  foreign("1-0", {"x", "y"});
  AddAbandoned(2);
  foreign("5000-0",
          {"id", "decision:9", "key", "9", "type", "approval.step-decided", "body", "{}"});
  foreign("5001-0", {"bytes", std::string("\xff\0\"", 3)});
  const auto claimed = outbox_.ClaimAbandoned(10);
  ASSERT_EQ(claimed.size(), 2U);
  EXPECT_EQ(claimed[0].id, "decision:1");
  EXPECT_EQ(OutboxLength(), 2) << "the others are off the stream, so that a rebuild need not wait";
  EXPECT_EQ(Leases(), 2);

  const auto entries = unreadable_.List(10);
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(unreadable_.Count(), 3U);
  EXPECT_EQ(outbox_.Measure().set_aside, 3U);
  EXPECT_EQ(entries[0].place, "1-0");
  EXPECT_EQ(entries[0].fields, R"(["x","y"])");
  EXPECT_EQ(entries[0].why, "the outbox entry 1-0 is incomplete");
  EXPECT_EQ(entries[1].place, "5000-0") << "it has no time: another release's";
  EXPECT_NE(registry_.Text().find("outbox_unreadable_total 3"), std::string::npos);

  EXPECT_TRUE(unreadable_.Discard("1-0"));
  EXPECT_FALSE(unreadable_.Discard("1-0"));
  EXPECT_EQ(unreadable_.Count(), 2U);
}

TEST_F(OutboxStream, RepeatWhoseMessageCannotBeReadIsNotCalledDelivered) {
  store_.Open(Opened(41));
  const auto first = Decide(Command(5, 41));
  const auto place = first.message->place;
  pool_.Run({"DEL", keys_.Outbox()});
  pool_.Run({"XADD", keys_.Outbox(), place, "x", "y"});
  const auto repeat = Decide(Command(5, 41));
  EXPECT_EQ(repeat.outcome, DecisionOutcome::kRepeated);
  EXPECT_TRUE(repeat.undeliverable);
  EXPECT_FALSE(repeat.message);
}

TEST_F(OutboxStream, BacklogIsCountedAndAged) {
  EXPECT_EQ(outbox_.Measure().entries, 0U);
  EXPECT_EQ(outbox_.Measure().oldest.count(), 0);
  store_.Open(Opened(41));
  Decide(Command(5, 41));
  EXPECT_EQ(outbox_.Measure().entries, 1U);
  EXPECT_LT(outbox_.Measure().oldest, std::chrono::seconds(60));
}

}  // namespace
}  // namespace erp::approval_processing
