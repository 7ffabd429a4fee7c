// The inbox port on a real Redis: what every caller may rely on.
#include <atomic>
#include <csignal>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "common/error.h"
#include "notification/store/redis_changes.h"
#include "notification/store/redis_inbox.h"
#include "redis/durability.h"
#include "support/environment.h"

namespace erp::notification {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class SettableClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return now; }
  Instant now = *ParseInstant("2026-11-21T01:02:03.004Z");
};

redis::Url Server() {
  const auto url = redis::ParseUrl(test::Required("TEST_REDIS_URL"));
  if (!url) throw std::runtime_error("TEST_REDIS_URL is not a redis:// URL");
  return *url;
}

// Remembers what a process would hear.
class Listening {
 public:
  Listening(const std::string& prefix, EmployeeId user, metrics::Registry& registry)
      : changes_(Server(),
                 prefix,
                 {.on_change =
                      [this](const Change& change) {
                        const std::lock_guard lock(mutex_);
                        heard_.push_back(change);
                      },
                  .on_listening = [this](EmployeeId) { ++listening_; }},
                 registry) {
    changes_.Start();
    changes_.Follow(user);
    if (!test::Eventually(seconds(10), [this] { return listening_ > 0; })) {
      throw std::runtime_error("the channel is not heard");
    }
  }
  std::vector<Change> Wait(std::size_t count) {
    test::Eventually(seconds(10), [&] { return heard().size() >= count; });
    return heard();
  }
  std::vector<Change> heard() {
    const std::lock_guard lock(mutex_);
    return heard_;
  }

 private:
  std::mutex mutex_;
  std::vector<Change> heard_;
  std::atomic<int> listening_{0};
  RedisChanges changes_;
};

class RedisInboxTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { std::signal(SIGPIPE, SIG_IGN); }

  void TearDown() override {
    std::string cursor = "0";
    do {
      const auto scan = pool_.Run({"SCAN", cursor, "MATCH", prefix_ + ":*", "COUNT", "1000"});
      cursor = scan.AsArray().at(0).AsText();
      for (const auto& key : scan.AsArray().at(1).AsArray()) pool_.Run({"DEL", key.AsText()});
    } while (cursor != "0");
  }

  Notification Make(const std::string& id, EmployeeId user) const {
    return {id,
            user,
            "APPROVAL_REQUESTED",
            RequestId(41),
            "pending",
            "장비 \"구매\"",
            "결재를 기다립니다.\n\\ {}",
            clock_.now};
  }
  Notification Make(int number) const { return Make("n:" + std::to_string(number), kim_); }

  Stored Append(int number) { return inbox_.Append(Make(number), "00-a-b-01", {}).what; }
  Settled Settle(int number, bool may_begin = true) {
    return inbox_.Settle({"n:" + std::to_string(number), kim_}, {run_, may_begin});
  }

  static std::vector<std::int64_t> Seqs(const std::vector<Entry>& entries) {
    std::vector<std::int64_t> seqs;
    for (const auto& entry : entries) seqs.push_back(entry.seq);
    return seqs;
  }
  std::int64_t Unread(RedisInbox& inbox) const {
    return inbox.MarkRead(kim_, Cursor{}).value().unread;
  }
  std::string Epoch() { return inbox_.After(kim_, std::nullopt, 0).epoch; }
  std::vector<std::string> KeysOf(EmployeeId user) {
    std::vector<std::string> found;
    for (const auto& key : pool_.Run({"KEYS", prefix_ + ":{" + user.str() + "}:*"}).AsArray()) {
      found.push_back(key.AsText());
    }
    return found;
  }

  const std::string prefix_ = test::RandomName("test-nt-");
  metrics::Registry registry_;
  SettableClock clock_;
  redis::Pool pool_{{.url = Server(), .connections = 16}, registry_};
  const std::string run_ = redis::RunId(pool_);
  RedisInbox inbox_{pool_, clock_, {.prefix = prefix_, .length = 100}};
  const EmployeeId kim_{7};
  const EmployeeId lee_{8};
};

TEST_F(RedisInboxTest, WhatIsStoredIsReadBack) {
  EXPECT_EQ(Append(1), Stored::kAdded);
  const Page page = inbox_.After(kim_, Cursor{"", 0}, 10);
  ASSERT_EQ(page.entries.size(), 1U);
  const Entry& entry = page.entries[0];
  EXPECT_EQ(entry.seq, 1);
  EXPECT_EQ(entry.traceparent, "00-a-b-01");
  EXPECT_FALSE(entry.settled);
  EXPECT_FALSE(entry.read);
  const Notification& stored = entry.notification;
  EXPECT_EQ(stored.id, "n:1");
  EXPECT_EQ(stored.user, kim_);
  EXPECT_EQ(stored.type, "APPROVAL_REQUESTED");
  EXPECT_EQ(stored.approval, Subject(RequestId(41)));
  EXPECT_EQ(stored.status, "pending");
  EXPECT_EQ(stored.title, "장비 \"구매\"");
  EXPECT_EQ(stored.message, "결재를 기다립니다.\n\\ {}");
  EXPECT_EQ(stored.timestamp, clock_.now);
  EXPECT_FALSE(page.epoch.empty());
  EXPECT_EQ(page.head, 1);
}

TEST_F(RedisInboxTest, RepeatChangesNothing) {
  Listening listening(prefix_, kim_, registry_);
  EXPECT_EQ(Append(1), Stored::kAdded);
  EXPECT_EQ(Append(1), Stored::kDuplicate);
  EXPECT_EQ(Append(2), Stored::kAdded);
  EXPECT_EQ(inbox_.After(kim_, std::nullopt, 0).head, 2);
  EXPECT_EQ(Unread(inbox_), 2);
  EXPECT_EQ(listening.Wait(2).size(), 2U);
}

TEST_F(RedisInboxTest, SequenceHasNoGapsUnderSixteenThreads) {
  constexpr int kThreads = 16;
  constexpr int kEach = 25;
  RedisInbox wide(pool_, clock_, {.prefix = prefix_, .length = 10'000});
  std::atomic<int> added{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        // Every id is tried by two threads.
        added += wide.Append(Make((t / 2) * kEach + i), "", {}).what == Stored::kAdded;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(added, kThreads / 2 * kEach);
  const Page page = wide.After(kim_, Cursor{"", 0}, 10'000);
  ASSERT_EQ(page.entries.size(), static_cast<std::size_t>(added));
  for (std::size_t i = 0; i < page.entries.size(); ++i) {
    ASSERT_EQ(page.entries[i].seq, static_cast<std::int64_t>(i) + 1);
  }
  EXPECT_EQ(page.head, added);
  EXPECT_EQ(Unread(wide), added);
}

TEST_F(RedisInboxTest, SettlementClosesWhatIsOpenOnce) {
  Append(1);
  Append(2);
  Listening listening(prefix_, kim_, registry_);
  EXPECT_EQ(Settle(1), Settled::kOpen);
  EXPECT_EQ(Settle(1), Settled::kAlready);
  EXPECT_EQ(Unread(inbox_), 1);
  const Page page = inbox_.After(kim_, Cursor{"", 0}, 10);
  EXPECT_TRUE(page.entries.at(0).settled);
  EXPECT_FALSE(page.entries.at(1).settled);
  const auto heard = listening.Wait(1);
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_EQ(heard[0].kind, Change::Kind::kSettled);
  EXPECT_EQ(heard[0].entry.seq, 1);
  EXPECT_TRUE(heard[0].entry.settled);
  EXPECT_EQ(heard[0].entry.notification.id, "n:1");
}

TEST_F(RedisInboxTest, SettledBeforeItCameIsStoredButNotPushed) {
  Listening listening(prefix_, kim_, registry_);
  EXPECT_EQ(Settle(1), Settled::kUnknown);
  EXPECT_EQ(Settle(1), Settled::kUnknown);
  EXPECT_EQ(Append(1), Stored::kSettled);
  EXPECT_EQ(Append(1), Stored::kDuplicate);
  EXPECT_EQ(Settle(1), Settled::kAlready);
  EXPECT_EQ(Unread(inbox_), 0);
  const Page page = inbox_.After(kim_, Cursor{"", 0}, 10);
  ASSERT_EQ(page.entries.size(), 1U);
  EXPECT_TRUE(page.entries[0].settled);
  Append(2);  // the next one shows the gap
  const auto heard = listening.Wait(1);
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_EQ(heard[0].entry.seq, 2);
}

TEST_F(RedisInboxTest, SettledBeforeItCameDoesNothingUnlessThatIsAllowedFor) {
  EXPECT_EQ(Settle(1, false), Settled::kNotThere);
  EXPECT_TRUE(KeysOf(kim_).empty());
  EXPECT_EQ(Append(1), Stored::kAdded);
  EXPECT_EQ(Settle(2, false), Settled::kNotThere);
  EXPECT_EQ(Append(2), Stored::kAdded) << "it left no tombstone";
  EXPECT_EQ(Settle(2, false), Settled::kOpen);
  EXPECT_EQ(Settle(3), Settled::kUnknown);
  EXPECT_EQ(Settle(3, false), Settled::kUnknown) << "a repeat";
}

TEST_F(RedisInboxTest, UnreadCountsWhatIsOpenAndNotRead) {
  EXPECT_EQ(Unread(inbox_), 0);
  for (int i = 1; i <= 5; ++i) Append(i);
  EXPECT_EQ(Unread(inbox_), 5);
  EXPECT_EQ(inbox_.MarkRead(kim_, {"", 2})->unread, 3);
  EXPECT_EQ(Settle(1), Settled::kOpen);
  EXPECT_EQ(Unread(inbox_), 3) << "a read one that settles was not unread";
  Settle(4);
  EXPECT_EQ(Unread(inbox_), 2);
  EXPECT_EQ(inbox_.MarkRead(kim_, {"", 4})->unread, 1);
  EXPECT_EQ(inbox_.MarkRead(kim_, {"", 4})->unread, 1);
  const Page page = inbox_.After(kim_, Cursor{"", 0}, 10);
  EXPECT_TRUE(page.entries.at(3).read);
  EXPECT_FALSE(page.entries.at(4).read);
}

TEST_F(RedisInboxTest, ReadMarkNeverGoesBackNorBeyondTheHead) {
  for (int i = 1; i <= 3; ++i) Append(i);
  EXPECT_EQ(inbox_.MarkRead(kim_, {"", 3})->unread, 0);
  EXPECT_EQ(inbox_.MarkRead(kim_, {"", 1})->unread, 0);
  EXPECT_EQ(inbox_.MarkRead(kim_, {"", INT64_MAX})->unread, 0);
  Append(4);
  EXPECT_EQ(Unread(inbox_), 1) << "what comes later is unread";
  EXPECT_FALSE(inbox_.Recent(kim_, 0, 1).entries.at(0).read);
  EXPECT_EQ(inbox_.MarkRead(lee_, {"", 10})->unread, 0) << "an inbox that never held anything";
}

TEST_F(RedisInboxTest, EpochIsMadeOnceAndStays) {
  EXPECT_EQ(Epoch(), "");
  Append(1);
  const std::string epoch = Epoch();
  EXPECT_TRUE(ParseCursor(epoch + ":1").has_value());
  Append(2);
  EXPECT_EQ(Epoch(), epoch);
  inbox_.Append(Make("n:x", lee_), "", {});
  EXPECT_NE(inbox_.After(lee_, std::nullopt, 0).epoch, epoch) << "each inbox has its own";
}

TEST_F(RedisInboxTest, LostStoreIsAnotherEpoch) {
  for (int i = 1; i <= 5; ++i) Append(i);
  const std::string lost = Epoch();
  TearDown();
  for (int i = 4; i <= 5; ++i) Append(i);
  const Page page = inbox_.After(kim_, Cursor{lost, 5}, 10);
  EXPECT_TRUE(page.resync);
  EXPECT_NE(page.epoch, lost);
  EXPECT_EQ(Seqs(page.entries), (std::vector<std::int64_t>{1, 2}));
}

TEST_F(RedisInboxTest, PlaceInAnEmptiedInboxStartsAnewUnderAName) {
  const Page page = inbox_.After(kim_, Cursor{"gone", 5}, 10);
  EXPECT_TRUE(page.resync);
  EXPECT_FALSE(page.epoch.empty()) << "the reader must be able to come back with it";
  EXPECT_EQ(page.head, 0);
  EXPECT_FALSE(inbox_.After(kim_, Cursor{page.epoch, 0}, 10).resync) << "told once";
  EXPECT_TRUE(inbox_.MarkRead(kim_, {page.epoch, 0}).has_value());
  EXPECT_FALSE(inbox_.MarkRead(kim_, {"gone", 5}).has_value());
  Append(1);
  EXPECT_EQ(Seqs(inbox_.After(kim_, Cursor{page.epoch, 0}, 10).entries),
            (std::vector<std::int64_t>{1}));
}

TEST_F(RedisInboxTest, ReadingStoresNothingForSomebodyWithoutInbox) {
  for (const char* epoch : {"", "gone"}) {
    for (const std::int64_t seq : {0, 5}) {
      inbox_.After(kim_, Cursor{epoch, seq}, 10);
      inbox_.MarkRead(kim_, {epoch, seq});
    }
  }
  inbox_.After(kim_, std::nullopt, 0);
  inbox_.Recent(kim_, 0, 10);
  EXPECT_TRUE(KeysOf(kim_).empty());
  Append(1);
  EXPECT_FALSE(KeysOf(kim_).empty());
}

TEST_F(RedisInboxTest, PagesFollowEachOther) {
  for (int i = 1; i <= 5; ++i) Append(i);
  Page page = inbox_.After(kim_, Cursor{Epoch(), 1}, 2);
  EXPECT_EQ(Seqs(page.entries), (std::vector<std::int64_t>{2, 3}));
  EXPECT_TRUE(page.more);
  page = inbox_.After(kim_, Cursor{page.epoch, 3}, 2);
  EXPECT_EQ(Seqs(page.entries), (std::vector<std::int64_t>{4, 5}));
  EXPECT_FALSE(page.more);
  page = inbox_.After(kim_, Cursor{page.epoch, 5}, 2);
  EXPECT_TRUE(page.entries.empty());
  EXPECT_FALSE(page.resync);
}

TEST_F(RedisInboxTest, PlaceBeyondTheHeadStartsAnew) {
  Append(1);
  const Page page = inbox_.After(kim_, Cursor{"", 2}, 10);
  EXPECT_TRUE(page.resync);
  EXPECT_EQ(Seqs(page.entries), std::vector<std::int64_t>{1});
}

TEST_F(RedisInboxTest, TrimmedRangeStartsAnewAndIsForgottenEverywhere) {
  for (int i = 1; i <= 350; ++i) Append(i);
  Settle(350);
  const Page all = inbox_.After(kim_, Cursor{"", 0}, 1000);
  ASSERT_TRUE(all.resync) << "1 is gone";
  const std::int64_t first = all.entries.front().seq;
  EXPECT_GT(first, 1);
  EXPECT_GE(all.entries.size(), 100U);
  EXPECT_LT(all.entries.size(), 300U);
  EXPECT_EQ(all.entries.back().seq, 350);
  EXPECT_EQ(Unread(inbox_), static_cast<std::int64_t>(all.entries.size()) - 1)
      << "only what can be read counts";
  EXPECT_FALSE(inbox_.After(kim_, Cursor{"", first - 1}, 10).resync) << "nothing is missing";
  EXPECT_TRUE(inbox_.After(kim_, Cursor{"", first - 2}, 10).resync);
  EXPECT_EQ(Settle(1), Settled::kAlready) << "it has left the inbox";
  EXPECT_EQ(Append(1), Stored::kDuplicate) << "and is still known";
  for (const char* key : {":index", ":settled", ":open"}) {
    EXPECT_LE(pool_.Run({"ZCARD", prefix_ + ":{7}" + key}).AsInteger(),
              static_cast<std::int64_t>(all.entries.size()));
  }
}

TEST_F(RedisInboxTest, SettlementsSinceThePlaceAreListed) {
  for (int i = 1; i <= 3; ++i) Append(i);
  Settle(1);  // at head 3
  Append(4);
  Settle(2);  // at head 4
  Settle(4);
  EXPECT_EQ(Seqs(inbox_.After(kim_, Cursor{"", 4}, 10).settled_before),
            (std::vector<std::int64_t>{2, 4}));
  const Page page = inbox_.After(kim_, Cursor{"", 3}, 10);
  EXPECT_EQ(Seqs(page.settled_before), (std::vector<std::int64_t>{1, 2}));
  EXPECT_TRUE(page.settled_before.at(0).settled);
  EXPECT_EQ(page.settled_before.at(0).notification.id, "n:1");
  EXPECT_EQ(Seqs(page.entries), std::vector<std::int64_t>{4});
  EXPECT_TRUE(page.entries.at(0).settled) << "it says so itself";
}

TEST_F(RedisInboxTest, RecentIsNewestFirstAndPages) {
  for (int i = 1; i <= 5; ++i) Append(i);
  Settle(5);
  inbox_.MarkRead(kim_, {"", 1});
  Page page = inbox_.Recent(kim_, 0, 3);
  EXPECT_EQ(Seqs(page.entries), (std::vector<std::int64_t>{5, 4, 3}));
  EXPECT_TRUE(page.more);
  EXPECT_EQ(page.epoch, Epoch());
  EXPECT_TRUE(page.entries.at(0).settled);
  page = inbox_.Recent(kim_, 3, 3);
  EXPECT_EQ(Seqs(page.entries), (std::vector<std::int64_t>{2, 1}));
  EXPECT_FALSE(page.more);
  EXPECT_TRUE(page.entries.at(1).read);
  EXPECT_TRUE(inbox_.Recent(lee_, 0, 3).entries.empty());
  EXPECT_TRUE(inbox_.Recent(kim_, 1, 3).entries.empty());
}

TEST_F(RedisInboxTest, ChangesReachOnlyTheirPerson) {
  Listening listening(prefix_, kim_, registry_);
  inbox_.Append(Make("n:1", lee_), "", {});
  Append(1);
  const auto heard = listening.Wait(1);
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_EQ(heard[0].user, kim_);
  EXPECT_EQ(heard[0].kind, Change::Kind::kAdded);
  EXPECT_EQ(heard[0].epoch, Epoch());
  EXPECT_EQ(heard[0].entry.seq, 1);
  EXPECT_EQ(heard[0].entry.traceparent, "00-a-b-01");
  EXPECT_EQ(heard[0].entry.notification.message, "결재를 기다립니다.\n\\ {}");
}

TEST_F(RedisInboxTest, ChangesWithoutTraceAreUnderstood) {
  Listening listening(prefix_, kim_, registry_);
  inbox_.Append(Make(1), "", {});
  ASSERT_EQ(listening.Wait(1).size(), 1U);
  EXPECT_EQ(listening.heard().at(0).entry.traceparent, "");
}

TEST_F(RedisInboxTest, IdsAreRememberedAsLongAsTheTopicCanBringThemAgain) {
  Append(1);
  clock_.now += kRemember;
  EXPECT_EQ(Append(1), Stored::kDuplicate);
  Append(2);
  clock_.now += std::chrono::milliseconds(1);
  Append(3);  // forgets what is older
  EXPECT_EQ(Append(1), Stored::kAdded) << "no topic keeps it so long";
  EXPECT_EQ(Append(2), Stored::kDuplicate);
}

TEST_F(RedisInboxTest, TombstonesAreKeptAsLongAsTheTopicCanBringTheirNotification) {
  Settle(1);
  const auto left = pool_.Run({"PTTL", prefix_ + ":{7}:tombs"}).AsInteger();
  EXPECT_GT(left, (kRemember - hours(1)) / std::chrono::milliseconds(1));
  clock_.now += kRemember + std::chrono::milliseconds(1);
  Settle(2);
  EXPECT_EQ(Append(1), Stored::kAdded);
  EXPECT_EQ(Append(2), Stored::kSettled);
}

TEST_F(RedisInboxTest, SaysWhichOfManyNotificationsAreMissing) {
  Append(1);
  Append(2);
  Settle(2);
  Settle(3);  // before it came
  const auto missing =
      inbox_.FindMissing({{kim_, {"n:1", "n:2", "n:9"}, {"n:1", "n:2", "n:3", "n:9"}},
                          {lee_, {"n:1"}, {}},
                          {EmployeeId(9), {}, {}}});
  ASSERT_EQ(missing.published.size(), 2U);
  EXPECT_EQ(missing.published[0].user, kim_);
  EXPECT_EQ(missing.published[0].requested, std::vector<std::string>{"n:9"});
  EXPECT_EQ(missing.published[0].settled, (std::vector<std::string>{"n:1", "n:9"}));
  EXPECT_EQ(missing.published[1].user, lee_);
  EXPECT_EQ(missing.published[1].requested, std::vector<std::string>{"n:1"});
  EXPECT_EQ(KeysOf(lee_).size(), 0U) << "asking stores nothing";
}

TEST_F(RedisInboxTest, WhatHasLeftTheInboxWasReceivedAndSettled) {
  for (int i = 1; i <= 400; ++i) Append(i);
  ASSERT_GT(inbox_.Recent(kim_, 0, 1000).entries.back().seq, 1);
  EXPECT_TRUE(inbox_.FindMissing({{kim_, {"n:1"}, {"n:1"}}}).published.empty());
}

TEST_F(RedisInboxTest, DataThatWereLostHaveAnotherName) {
  const std::string name = inbox_.FindMissing({}).store;
  EXPECT_EQ(inbox_.FindMissing({}).store, name);
  pool_.Run({"DEL", prefix_ + ":store"});
  EXPECT_NE(inbox_.FindMissing({}).store, name);
}

TEST_F(RedisInboxTest, ScriptsOnAnUnreachableServerAreUnavailable) {
  redis::Url nowhere = Server();
  nowhere.port = 1;
  redis::Pool pool({.url = nowhere, .connections = 1}, registry_);
  RedisInbox inbox(pool, clock_, {.prefix = prefix_});
  EXPECT_THROW(inbox.Append(Make(1), "", {}), Unavailable);
  EXPECT_THROW(Unread(inbox), Unavailable);
}

}  // namespace
}  // namespace erp::notification
