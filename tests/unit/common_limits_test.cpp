// Fractions of a second, marks over letters and random bits: the last that is taken, each that
// varies.
#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "common/clock.h"
#include "common/id.h"
#include "common/unicode.h"
#include "observe/health.h"
#include "observe/trace.h"
#include "support/environment.h"

namespace erp {
namespace {

TEST(InstantText, HasOneToNineDigitsOfASecondOfWhichThreeCount) {
  const auto read = [](const std::string& fraction) {
    const auto instant = ParseInstant("2026-11-21T01:02:03" + fraction + "Z");
    return instant ? FormatInstant(*instant).substr(19) : "";
  };
  EXPECT_EQ(read(""), ".000Z");
  EXPECT_EQ(read(".1"), ".100Z");
  EXPECT_EQ(read(".12"), ".120Z");
  EXPECT_EQ(read(".123"), ".123Z");
  EXPECT_EQ(read(".123456789"), ".123Z");
  EXPECT_EQ(read(".000000009"), ".000Z");
  EXPECT_EQ(read(".1234567890"), "");
  EXPECT_EQ(read("."), "");
}

// In hex without the dashes.
std::uint64_t Half(const std::string& uuid, bool second) {
  std::string digits;
  for (const char c : uuid) {
    if (c != '-') digits += c;
  }
  return std::stoull(digits.substr(second ? 16 : 0, 16), nullptr, 16);
}

TEST(Uuid, EveryBitButVersionAndVariantVaries) {
  for (const bool second : {false, true}) {
    std::uint64_t ever = 0;
    std::uint64_t always = ~0ULL;
    for (int i = 0; i < 200; ++i) {
      const auto bits = Half(NewUuid(), second);
      ever |= bits;
      always &= bits;
    }
    EXPECT_EQ(always, second ? 0x8000000000000000ULL : 0x4000ULL);
    EXPECT_EQ(~ever, second ? 0x4000000000000000ULL : 0xB000ULL);
  }
}

bool IsText(const std::string& text) {
  return !unicode::Clean(text, {.max = 1000, .single_line = true, .trimmed = true}).mistake;
}

std::string WithMarks(const std::string& letter, int marks) {
  std::string text = letter;
  for (int i = 0; i < marks; ++i) text += "\u0301";
  return text;
}

TEST(Marks, AreCountedFromEachLetterAnew) {
  EXPECT_TRUE(IsText(WithMarks("a", 30) + WithMarks("b", 30)));
  EXPECT_TRUE(IsText(WithMarks("가", 30) + WithMarks("\u0416", 30))) << "letters of any script";
  EXPECT_FALSE(IsText(WithMarks("a", 1) + WithMarks("b", 31)));
}

TEST(TraceparentOfALaterVersion, MayHaveMoreFieldsBehindTheOnesThatAreKnown) {
  const std::string known = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  EXPECT_TRUE(trace::Parse("01-" + known));
  EXPECT_TRUE(trace::Parse("01-" + known + "-more"));
  EXPECT_TRUE(trace::Parse("01-" + known + "-"));
  EXPECT_FALSE(trace::Parse("01-" + known + "x-more"));
  EXPECT_FALSE(trace::Parse("01-" + known.substr(0, known.size() - 1)));
  for (const char* hex : {"0a", "9f", "fe"}) EXPECT_TRUE(trace::Parse(hex + ("-" + known)));
  for (const char* other : {"0`", "g0", "/0", ":0", "A0"}) {
    EXPECT_FALSE(trace::Parse(other + ("-" + known))) << other;
  }
}

TEST(Health, EveryDependencyIsAskedAndOneThatIsAwayShowsWhatItSays) {
  health::Health health(std::chrono::milliseconds(5));
  for (const char* name : {"first", "second", "third"}) {
    health.Add(name, [name]() -> std::optional<std::string> {
      if (std::string_view(name) == "second") throw std::runtime_error("is away");
      return std::nullopt;
    });
  }
  EXPECT_FALSE(health.Get().ready) << "nobody was asked yet";
  health.Start();
  EXPECT_TRUE(test::Eventually(std::chrono::seconds(10), [&] {
    const auto report = health.Get();
    return report.dependencies[0].available && report.dependencies[2].available &&
           report.dependencies[1].detail == "is away";
  }));
  EXPECT_FALSE(health.Get().ready);
  health.Stop();
}

}  // namespace
}  // namespace erp
