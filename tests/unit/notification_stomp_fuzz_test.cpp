// Random and mutated bytes into the STOMP parser, in random portions. Portions change nothing of
// what is read, bounds hold, and an error is final. Meant for AddressSanitizer too.
#include <iostream>
#include <random>

#include <gtest/gtest.h>

#include "notification/domain/stomp.h"

namespace erp::notification::stomp {
namespace {

constexpr int kRounds = 10'000;
const std::string kSeeds[] = {
    std::string("CONNECT\naccept-version:1.2\nlogin:3\nheart-beat:0,0\n\n\0\n", 53),
    std::string("SUBSCRIBE\nid:0\ndestination:/user/queue/notifications\n\n\0", 55),
    std::string("SEND\r\ncontent-length:3\r\na\\cb:x\\n\r\n\r\na\0b\0\n\n", 43)};
const std::string kPieces[] = {
    std::string(1, '\0'),   "\n", "\r\n", "\\c",  "\\t", ":", "content-length:",
    "99999999999999999999", "-1", "\n\n", "\xff", "ACK"};

struct Reading {
  std::size_t frames = 0;
  std::string bytes;  // all frames, encoded again
  bool broken = false;
};

void Take(Parser& parser, std::string_view bytes, Reading& reading) {
  const auto frames = parser.Feed(bytes);
  if (!frames) {
    EXPECT_EQ(frames.error().slug, "malformed-frame");
    reading.broken = true;
    return;
  }
  for (const auto& frame : *frames) {
    EXPECT_LE(frame.command.size(), Limits().command);
    EXPECT_LE(frame.headers.size(), Limits().headers);
    EXPECT_LE(frame.body.size(), Limits().body);
    ++reading.frames;
    reading.bytes += Encode(frame);
  }
}

TEST(StompFuzz, PortionsChangeNothingAndAnErrorIsFinal) {
  const auto seed = std::random_device()();
  std::cout << "seed " << seed << "\n";
  std::mt19937 random(seed);
  const auto below = [&random](std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
  };
  std::size_t frames = 0;
  for (int round = 0; round < kRounds; ++round) {
    std::string text = kSeeds[below(std::size(kSeeds))] + kSeeds[below(std::size(kSeeds))];
    for (auto changes = below(4); changes > 0; --changes) {
      const auto place = below(text.size() + 1);
      if (below(2) == 0) {
        text.insert(place, kPieces[below(std::size(kPieces))]);
      } else {
        text.erase(place, below(6));
      }
    }
    Reading whole;
    Parser at_once;
    Take(at_once, text, whole);
    Reading parts;
    Parser in_portions;
    for (std::size_t place = 0; place < text.size() && !parts.broken;) {
      const auto size = std::min(1 + below(7), text.size() - place);
      Take(in_portions, std::string_view(text).substr(place, size), parts);
      place += size;
    }
    ASSERT_EQ(parts.broken, whole.broken) << "seed " << seed;
    // What came before an error is given only in portions: all at once, the error is all there is.
    if (!whole.broken) {
      ASSERT_EQ(parts.bytes, whole.bytes) << "seed " << seed;
    }
    frames += parts.frames;
    if (whole.broken) {
      ASSERT_FALSE(at_once.Feed("\n")) << "seed " << seed;
    }
  }
  EXPECT_GT(frames, 0U);
}

}  // namespace
}  // namespace erp::notification::stomp
