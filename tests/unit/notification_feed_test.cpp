// How one subscription keeps its place, and the cursor that names it.
#include <deque>
#include <map>
#include <random>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "notification/domain/feed.h"

namespace erp::notification {
namespace {

Entry Number(std::int64_t seq, bool settled = false) {
  Entry entry;
  entry.seq = seq;
  entry.settled = settled;
  return entry;
}

Page PageOf(const std::string& epoch,
            std::int64_t head,
            std::initializer_list<std::int64_t> seqs,
            bool more = false) {
  Page page;
  page.epoch = epoch;
  page.head = head;
  page.more = more;
  for (const auto seq : seqs) page.entries.push_back(Number(seq));
  return page;
}

Change Added(const std::string& epoch, std::int64_t seq) {
  return {Change::Kind::kAdded, EmployeeId(7), epoch, Number(seq)};
}
Change SettledOne(const std::string& epoch, std::int64_t seq) {
  return {Change::Kind::kSettled, EmployeeId(7), epoch, Number(seq, true)};
}

// "1 2 s3 resync@9": what went out.
std::string Text(const Feed::Step& step) {
  std::string text;
  for (const auto& message : step.send) {
    if (!text.empty()) text += ' ';
    const std::string seq = std::to_string(message.entry.seq);
    text += message.kind == Outgoing::Kind::kEntry     ? seq
            : message.kind == Outgoing::Kind::kSettled ? "s" + seq
                                                       : "resync@" + seq;
  }
  return text;
}

// Live at a head, nothing sent before.
Feed LiveAt(const std::string& epoch, std::int64_t head) {
  Feed feed(std::nullopt);
  EXPECT_TRUE(feed.OnListening().read);
  EXPECT_EQ(feed.from(), std::nullopt);
  const auto step = feed.OnPage(PageOf(epoch, head, {}));
  EXPECT_TRUE(step.went_live);
  EXPECT_TRUE(feed.live());
  return feed;
}

TEST(Feed, ListensBeforeItReads) {
  Feed feed(Cursor{"e", 3});
  EXPECT_EQ(Text(feed.OnChange(Added("e", 4))), "") << "deaf: it will be read";
  EXPECT_TRUE(feed.OnListening().read);
  const auto step = feed.OnPage(PageOf("e", 5, {4, 5}));
  EXPECT_EQ(Text(step), "4 5");
  EXPECT_TRUE(step.went_live);
  EXPECT_FALSE(step.read);
}

TEST(Feed, WithoutAPlaceOnlyWhatComesFromNowOnIsSent) {
  Feed feed = LiveAt("e", 41);
  EXPECT_EQ(Text(feed.OnChange(Added("e", 41))), "");
  EXPECT_EQ(Text(feed.OnChange(Added("e", 42))), "42");
}

TEST(Feed, LiveEntriesGoOutOnceAndInOrder) {
  Feed feed = LiveAt("e", 0);
  EXPECT_EQ(Text(feed.OnChange(Added("e", 1))), "1");
  EXPECT_EQ(Text(feed.OnChange(Added("e", 1))), "");
  EXPECT_EQ(Text(feed.OnChange(Added("e", 2))), "2");
}

TEST(Feed, JumpIsFilledFromTheInbox) {
  Feed feed = LiveAt("e", 10);
  auto step = feed.OnChange(Added("e", 13));
  EXPECT_EQ(Text(step), "");
  EXPECT_TRUE(step.read);
  EXPECT_EQ(feed.from(), (Cursor{"e", 10}));
  step = feed.OnPage(PageOf("e", 13, {11, 12, 13}));
  EXPECT_EQ(Text(step), "11 12 13");
  EXPECT_FALSE(step.read);
  EXPECT_FALSE(step.went_live) << "it was before";
}

TEST(Feed, WhatComesWhileReadingIsNeitherLostNorDoubled) {
  Feed feed(Cursor{"e", 0});
  feed.OnListening();
  feed.OnChange(Added("e", 2));  // in the page
  feed.OnChange(Added("e", 3));  // after it
  auto step = feed.OnPage(PageOf("e", 2, {1, 2}));
  EXPECT_EQ(Text(step), "1 2");
  EXPECT_TRUE(step.read) << "3 was heard and not read";
  EXPECT_FALSE(step.went_live);
  EXPECT_EQ(feed.from(), (Cursor{"e", 2}));
  step = feed.OnPage(PageOf("e", 3, {3}));
  EXPECT_EQ(Text(step), "3");
  EXPECT_TRUE(step.went_live);
}

TEST(Feed, HeardWhileReadingAndInThePageNeedsNoSecondReading) {
  Feed feed(Cursor{"e", 0});
  feed.OnListening();
  feed.OnChange(Added("e", 2));
  EXPECT_FALSE(feed.OnPage(PageOf("e", 2, {1, 2})).read);
}

TEST(Feed, LongInboxIsReadPageByPage) {
  Feed feed(Cursor{"e", 0});
  feed.OnListening();
  auto step = feed.OnPage(PageOf("e", 5, {1, 2}, true));
  EXPECT_TRUE(step.read);
  EXPECT_EQ(feed.from(), (Cursor{"e", 2}));
  step = feed.OnPage(PageOf("e", 5, {3, 4}, true));
  EXPECT_TRUE(step.read);
  step = feed.OnPage(PageOf("e", 5, {5}));
  EXPECT_FALSE(step.read);
  EXPECT_TRUE(step.went_live);
}

TEST(Feed, PlaceThatDoesNotFitStartsAnew) {
  Feed feed(Cursor{"old", 40});
  feed.OnListening();
  Page page = PageOf("new", 3, {1, 2}, true);
  page.resync = true;
  EXPECT_EQ(Text(feed.OnPage(page)), "resync@3 1 2");
  EXPECT_EQ(feed.from(), (Cursor{"new", 2}));
  EXPECT_EQ(Text(feed.OnPage(PageOf("new", 3, {3}))), "3");
}

TEST(Feed, AnotherEpochHeardLiveIsRead) {
  Feed feed = LiveAt("old", 40);
  EXPECT_TRUE(feed.OnChange(Added("new", 41)).read);
  EXPECT_EQ(feed.from(), (Cursor{"old", 40})) << "the inbox sees that it does not fit";
}

TEST(Feed, AnotherEpochHeardWhileReadingIsReadOnceMore) {
  Feed feed(Cursor{"old", 40});
  feed.OnListening();
  feed.OnChange(Added("new", 1));
  EXPECT_TRUE(feed.OnPage(PageOf("old", 41, {41})).read);
}

TEST(Feed, FirstEntryOfAnInboxIsSentLive) {
  Feed feed = LiveAt("", 0);
  EXPECT_EQ(Text(feed.OnChange(Added("e", 1))), "1");
  EXPECT_EQ(feed.from(), (Cursor{"e", 1}));
  Feed late = LiveAt("", 0);
  EXPECT_TRUE(late.OnChange(Added("e", 2)).read);
}

TEST(Feed, EveryReturnOfTheConnectionIsReadUp) {
  Feed feed = LiveAt("e", 7);
  EXPECT_TRUE(feed.OnListening().read);
  EXPECT_EQ(feed.from(), (Cursor{"e", 7}));
  EXPECT_FALSE(feed.OnListening().read) << "a reading is on its way";
  const auto step = feed.OnPage(PageOf("e", 9, {8, 9}));
  EXPECT_EQ(Text(step), "8 9");
  EXPECT_TRUE(step.read) << "it may have begun before the second return";
}

TEST(Feed, SettlementsArePushedLiveAndReadUp) {
  Feed feed = LiveAt("e", 7);
  EXPECT_EQ(Text(feed.OnChange(SettledOne("e", 3))), "s3");
  EXPECT_TRUE(feed.OnChange(SettledOne("e", 9)).read) << "settled before its entry was seen";
  feed.OnChange(SettledOne("e", 4));
  Page page = PageOf("e", 9, {8, 9});
  auto step = feed.OnPage(page);
  EXPECT_EQ(Text(step), "8 9");
  EXPECT_TRUE(step.read) << "the page may be older than the settlement of 4";
  page = PageOf("e", 9, {});
  page.settled_before = {Number(4, true)};
  EXPECT_EQ(Text(feed.OnPage(page)), "s4");
}

TEST(Feed, ResyncNeedsNoSettlements) {
  Feed feed(Cursor{"old", 40});
  feed.OnListening();
  Page page = PageOf("new", 1, {1});
  page.resync = true;
  page.settled_before = {Number(1, true)};
  EXPECT_EQ(Text(feed.OnPage(page)), "resync@1 1");
}

// An inbox as the scripts keep it, a channel that can break, and readings that take their time;
// which of them moves next is chance.
class World {
 public:
  explicit World(unsigned seed) : random_(seed) {
    const auto before = Chance(4);
    for (unsigned i = 0; i < before; ++i) Append();
    if (Chance(2) == 0) feed_ = Feed(Cursor{"e", 0});
  }

  void Run() {
    for (int i = 0; i < 60; ++i) Move();
    // In the end everything stands, and something shows a last gap.
    if (!connected_) Connect();
    Append(true);
    while (!channel_.empty() || reading_ || page_) {
      if (!channel_.empty() && Chance(2) == 0) Hear();
      if (reading_) Read();
      if (page_ && Chance(2) == 0) TakePage();
    }
  }

  void Check() const {
    ASSERT_TRUE(feed_.live());
    if (!was_live_) return;
    std::int64_t expected = first_;
    for (const auto seq : sent_) ASSERT_EQ(seq, expected++);
    ASSERT_EQ(expected, static_cast<std::int64_t>(inbox_.size()) + 1);
    for (const auto& entry : inbox_) {
      if (entry.seq < first_) continue;
      ASSERT_EQ(known_settled_.contains(entry.seq), entry.settled) << "of " << entry.seq;
    }
  }

 private:
  unsigned Chance(unsigned sides) { return static_cast<unsigned>(random_() % sides); }

  void Move() {
    switch (Chance(8)) {
      case 0:
      case 1:
        return Append();
      case 2:
        return Settle();
      case 3:
        if (Chance(3) == 0) Break();
        return;
      case 4:
        return connected_ ? Hear() : Connect();
      case 5:
        return Hear();
      case 6:
        return Read();
      default:
        return TakePage();
    }
  }

  void Append() { Append(Chance(5) != 0); }
  void Append(bool open) {
    const auto seq = static_cast<std::int64_t>(inbox_.size()) + 1;
    inbox_.push_back(Number(seq));
    if (open) {
      if (connected_) channel_.push_back(Added("e", seq));
      return;
    }
    // It was settled before it came: nobody is told.
    inbox_.back().settled = true;
    settled_at_[seq] = seq;
  }
  void Settle() {
    if (inbox_.empty()) return;
    Entry& entry = inbox_[Chance(static_cast<unsigned>(inbox_.size()))];
    if (entry.settled) return;
    entry.settled = true;
    settled_at_[entry.seq] = static_cast<std::int64_t>(inbox_.size());
    if (connected_) channel_.push_back(SettledOne("e", entry.seq));
  }
  void Break() {
    connected_ = false;
    channel_.clear();
  }
  void Connect() {
    connected_ = true;
    channel_.push_back(std::nullopt);  // the announcement
  }
  void Hear() {
    if (channel_.empty()) return;
    const auto change = channel_.front();
    channel_.pop_front();
    Carry(change ? feed_.OnChange(*change) : feed_.OnListening());
  }
  // after.lua
  void Read() {
    if (!reading_ || page_) return;
    reading_ = false;
    Page page;
    page.epoch = inbox_.empty() ? "" : "e";
    page.head = static_cast<std::int64_t>(inbox_.size());
    if (feed_.from()) {
      const std::int64_t after = feed_.from()->seq;
      for (const auto& entry : inbox_) {
        if (entry.seq <= after) continue;
        if (page.entries.size() == 2) {
          page.more = true;
          break;
        }
        page.entries.push_back(entry);
      }
      for (const auto& [seq, at] : settled_at_) {
        if (after > 0 && at >= after && seq <= after)
          page.settled_before.push_back(Number(seq, true));
      }
    }
    page_ = page;
  }
  void TakePage() {
    if (!page_) return;
    const Page page = *page_;
    page_.reset();
    if (!feed_.from()) first_ = page.head + 1;
    Carry(feed_.OnPage(page));
  }
  void Carry(const Feed::Step& step) {
    for (const auto& message : step.send) {
      ASSERT_NE(message.kind, Outgoing::Kind::kResync);
      if (message.kind == Outgoing::Kind::kEntry) sent_.push_back(message.entry.seq);
      if (message.entry.settled) known_settled_.insert(message.entry.seq);
    }
    was_live_ |= step.went_live;
    reading_ |= step.read;
  }

  std::mt19937 random_;
  std::vector<Entry> inbox_;
  std::map<std::int64_t, std::int64_t> settled_at_;
  bool connected_ = false;
  std::deque<std::optional<Change>> channel_;
  bool reading_ = false;
  std::optional<Page> page_;
  Feed feed_{std::nullopt};
  std::int64_t first_ = 1;
  std::vector<std::int64_t> sent_;
  std::set<std::int64_t> known_settled_;
  bool was_live_ = false;
};

TEST(Feed, WhateverHappensInWhateverOrderNothingIsLostOrDoubled) {
  for (unsigned seed = 1; seed <= 10'000; ++seed) {
    World world(seed);
    world.Run();
    world.Check();
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
  }
}

TEST(Cursor, ReadsWhatItWrites) {
  for (const Cursor& cursor : {Cursor{"3f2a", 17}, Cursor{"", 17}, Cursor{"A0", 0}, Cursor{"", 0},
                               Cursor{"x", 9'223'372'036'854'775'807}}) {
    EXPECT_EQ(ParseCursor(FormatCursor(cursor)), cursor);
  }
}

TEST(Cursor, RefusesEverythingElse) {
  for (const std::string text : {"", ":", ":5", "e:", "e:x", "e:-1", "e:1:2", "-1", "1.5", " 1",
                                 "1 ", "00", "0x1", "é:1", "9223372036854775808", "e-e:1"}) {
    EXPECT_EQ(ParseCursor(text), std::nullopt) << text;
  }
  EXPECT_EQ(ParseCursor(std::string(65, 'a') + ":1"), std::nullopt);
}

}  // namespace
}  // namespace erp::notification
