// Fractions of a second, marks over letters and random bits: the last that is taken, each that
// varies.
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "common/clock.h"
#include "common/id.h"
#include "common/unicode.h"

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
  return !unicode::Clean(text, {.most = 1000, .single_line = true, .trimmed = true}).mistake;
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

}  // namespace
}  // namespace erp
