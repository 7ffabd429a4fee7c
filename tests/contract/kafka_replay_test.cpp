// Dead letters as an operator sees them: listed, shown, and sent once more.
#include <atomic>

#include <gmock/gmock.h>

#include "contract/kafka_fixture.h"
#include "kafka/dead_letters.h"

namespace erp::kafka {
namespace {

using Place = bus::DeadLetter::Place;

class KafkaReplay : public KafkaTest {
 protected:
  // Refuses what is "bad" until `mended`.
  std::unique_ptr<Consumer> StartRefusing() {
    return Start(Options(), [this](const Record& record) -> Result<void> {
      seen.Add(record);
      if (record.value.starts_with("bad") && !mended) {
        return Error{ErrorCode::kInvalid, record.value, "no"};
      }
      return {};
    });
  }
  Record Bad(const std::string& id, const std::string& value = "bad") {
    Record record = Make("7", value);
    record.headers = {{"ce_id", id}, {"ce_type", "step"}, {"traceparent", "00-1-2-01"}};
    return record;
  }
  bus::DeadLetters::Page Read(const bus::DeadLetters::Filter& filter = {}) {
    return letters.Read(filter, Deadline::After(kTimeout));
  }
  // Waits until so many are there.
  bus::DeadLetters::Page ReadWhen(std::size_t count) {
    bus::DeadLetters::Page page;
    EXPECT_TRUE(test::Eventually(kTimeout, [&] {
      page = Read({.replayed_too = true, .limit = 100});
      return page.letters.size() >= count;
    }));
    return page;
  }
  void Replay(const bus::DeadLetter& letter) { letters.Replay(letter, Deadline::After(kTimeout)); }

  Seen seen;
  std::atomic<bool> mended{false};
  const kafka::DeadLetters letters{brokers, topic, producer};
};

TEST_F(KafkaReplay, ALetterIsSentOnceMoreAsItCameAndCountsAsReplayed) {
  CreateTopic(3);
  EXPECT_TRUE(Read().letters.empty());
  const auto consumer = StartRefusing();
  Produce(Bad("a"));
  const auto page = ReadWhen(1);
  ASSERT_EQ(page.letters.size(), 1U);
  const auto& letter = page.letters[0];
  EXPECT_EQ(letter.Header("dlq_reason"), "bad: no");
  EXPECT_FALSE(letter.replayed);

  mended = true;
  Replay(letter);
  ASSERT_TRUE(seen.Until(2));
  const auto again = seen.All()[1];
  EXPECT_EQ(again.key, "7");
  EXPECT_EQ(again.value, "bad");
  EXPECT_EQ(again.partition, seen.All()[0].partition) << "in the order of its key again";
  auto headers = Bad("a").headers;
  headers["dlq_replayed_from"] = topic + ".dlq:" + letter.place.Text();
  EXPECT_EQ(again.headers, headers);

  EXPECT_TRUE(Read().letters.empty()) << "nothing waits any more";
  const auto all = Read({.replayed_too = true});
  ASSERT_EQ(all.letters.size(), 1U) << "a mark is no letter";
  EXPECT_TRUE(all.letters[0].replayed);
}

TEST_F(KafkaReplay, WhatFailsAgainIsANewLetter) {
  CreateTopic(1);
  const auto consumer = StartRefusing();
  Produce(Bad("a"));
  Replay(ReadWhen(1).letters.at(0));
  const auto page = ReadWhen(2);
  ASSERT_EQ(page.letters.size(), 2U);
  EXPECT_TRUE(page.letters[0].replayed);
  EXPECT_FALSE(page.letters[1].replayed);
  EXPECT_EQ(page.letters[1].Header("dlq_replayed_from"),
            topic + ".dlq:" + page.letters[0].place.Text());
  mended = true;
  Replay(page.letters[1]);
  ASSERT_TRUE(seen.Until(3));
  EXPECT_TRUE(Read().letters.empty());
}

TEST_F(KafkaReplay, TheyArePagedAndFilteredByReasonAndPlace) {
  CreateTopic(1);
  const auto consumer = StartRefusing();
  for (const char* value : {"bad-1", "bad-2", "bad-1", "bad-1"}) Produce(Bad("x", value));
  const auto all = ReadWhen(4);
  ASSERT_EQ(all.letters.size(), 4U);
  EXPECT_EQ(all.left, 0U);

  const auto first = Read({.limit = 3});
  ASSERT_EQ(first.letters.size(), 3U);
  EXPECT_EQ(first.left, 1U);
  const auto second = Read({.after = first.letters.back().place, .limit = 3});
  ASSERT_EQ(second.letters.size(), 1U);
  EXPECT_EQ(second.letters[0].place, all.letters[3].place);

  EXPECT_EQ(Read({.reason = "bad-1"}).letters.size(), 3U);
  EXPECT_EQ(Read({.reason = "bad-1", .limit = 1}).left, 2U);
  EXPECT_EQ(Read({.at = all.letters[1].place}).letters.at(0).value, "bad-2");
  EXPECT_TRUE(Read({.at = Place{0, 999}}).letters.empty());
}

TEST_F(KafkaReplay, AHeaderThatLooksLikeAMarkHidesNothing) {
  CreateTopic(1);
  const auto consumer = StartRefusing();
  Produce(Bad("a"));
  ASSERT_EQ(ReadWhen(1).letters.size(), 1U);
  Record forged = Bad("b");
  forged.headers["dlq_replayed"] = "0:0";
  Produce(forged);
  EXPECT_EQ(ReadWhen(2).letters.size(), 2U);
  EXPECT_EQ(Read().letters.size(), 2U);
}

TEST_F(KafkaReplay, WithoutABrokerItIsUnavailable) {
  const kafka::DeadLetters away("127.0.0.1:1", topic, producer);
  EXPECT_THROW((void)away.Read({}, Deadline::After(milliseconds(300))), Unavailable);
  EXPECT_THROW((void)Read(), Unavailable) << "there is no such topic";
}

TEST(DeadLetterPlace, ReadsBackWhatItWrites) {
  EXPECT_EQ(Place::Parse("0:12"), (Place{0, 12}));
  EXPECT_EQ((Place{3, 7}).Text(), "3:7");
  for (const char* wrong : {"", ":", "1", "1:", ":1", "a:1", "1:b", "-1:2", "1:-2", "1:2:3", "01:2",
                            "1: 2", "99999999999:1"}) {
    EXPECT_FALSE(Place::Parse(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace erp::kafka
