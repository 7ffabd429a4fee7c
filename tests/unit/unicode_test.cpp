// What the same text is, what cannot be seen, and what has no place in a text.
#include "common/unicode.h"

#include <gtest/gtest.h>

namespace erp::unicode {
namespace {

// 개발팀 as macOS sends it: each syllable as its letters.
const std::string kDecomposed = "\u1100\u1162\u1107\u1161\u11AF\u1110\u1175\u11B7";

constexpr TextLimits kLine{.single_line = true};
constexpr TextLimits kLines{};

std::string Repeated(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

std::string Mistake(std::string_view text, const TextLimits& limits) {
  return Clean(text, limits).mistake.value_or("").English();
}

TEST(Nfc, TheSameTextIsTheSameBytes) {
  EXPECT_EQ(Nfc(kDecomposed), "개발팀");
  EXPECT_EQ(Nfc("e\u0301"), "\u00E9");
  EXPECT_EQ(Nfc("\uF9E1"), "\u674E") << "李 twice in KS X 1001";
  for (const char* text :
       {"", "ascii", "개발팀", "é", "👨‍👩‍👧 ❤️", "\u1100\u1162 개"}) {
    EXPECT_EQ(Nfc(*Nfc(text)), Nfc(text)) << text;
  }
}

TEST(Nfc, EveryLengthOfSequenceIsTextFromItsFirstToItsLastCodePoint) {
  for (const char* text : {"A", "\u00A0", "é", "©", "José", "\u07FF", "\u0800", "\uD7FF", "\uE000",
                           "\uFFFD", "\U00010000", "\U0010FFFD"}) {
    EXPECT_EQ(Nfc(text), text);
    EXPECT_EQ(Clean(text, kLine).text, text);
  }
  EXPECT_EQ(CodePoints("José©"), 5U);
}

TEST(Nfc, WhatIsNotUtf8IsNoText) {
  for (const char* text : {"\xFF", "a\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80",
                           "\xF4\x90\x80\x80", "\xE9\x9D"}) {
    EXPECT_EQ(Nfc(text), std::nullopt) << text;
  }
}

TEST(Nfc, TowersOfMarksAreRefusedBeforeTheyAreSorted) {
  EXPECT_TRUE(Nfc(std::string("a") + Repeated("\u0301", 30)));
  EXPECT_FALSE(Nfc(std::string("a") + Repeated("\u0301", 31)));
  // Classes 230 and 220 in turn: sorting these by exchange takes minutes.
  EXPECT_NE(Mistake(std::string("a") + Repeated("\u0301\u0316", 500'000), kLines), "");
}

TEST(Clean, LengthIsCodePointsOfTheComposedText) {
  const std::string hundred = Repeated("\u1112\u1161\u11AB", 100);  // 한, decomposed
  const auto cleaned = Clean(hundred, {.min = 100, .max = 100});
  EXPECT_EQ(cleaned.text, Repeated("한", 100));
  EXPECT_EQ(Mistake(hundred + "x", {.max = 100}), "must have from 0 to 100 characters");
  EXPECT_EQ(Mistake("", {.min = 1}), "must have from 1 to 1000 characters");
  EXPECT_EQ(Mistake("😀", {.max = 1}), "");
}

TEST(Clean, WhatNobodyCanSeeIsBlank) {
  for (const char* text :
       {" ",      "\u3000\u3000", "\u200B", "\u00A0", "\u2003",     "\u3164",        "\u115F",
        "\u1160", "\uFFA0",       "\u2800", "\uFEFF", "\u200D",     "\u200C",        "\u2060",
        "\u00AD", "\u180E",       "\u034F", "\uFE0F", "\U000E0020", " \u200B\u3164 "}) {
    EXPECT_TRUE(IsBlank(text)) << text;
    EXPECT_EQ(Mistake(text, {.min = 1, .single_line = true, .not_blank = true}),
              "must not be blank")
        << text;
    EXPECT_EQ(Mistake(text, kLine), "") << text;
  }
  EXPECT_EQ(Mistake("\n\t", {.not_blank = true}), "must not be blank");
  EXPECT_TRUE(IsBlank(""));
}

TEST(Clean, WhatCanBeSeenIsNotBlank) {
  for (const char* text :
       {"a", "가", ".", "\u3000x", "👨‍👩‍👧", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "می‌خواهم", "\u1112\u1161", "\u00A0-\u00A0"}) {
    EXPECT_FALSE(IsBlank(text)) << text;
    EXPECT_EQ(Mistake(text, {.min = 1, .single_line = true, .not_blank = true}), "") << text;
  }
}

TEST(Clean, JoinersStayWhereTheyJoin) {
  for (const char* text : {"👨‍👩‍👧", "می‌خواهم"})
    EXPECT_EQ(Clean(text, kLine).text, text);
}

TEST(Clean, ASingleLineHasNoBreaks) {
  for (const char* text : {"a\nb", "a\r\nb", "\n", "a\u2028", "\u2029"}) {
    EXPECT_EQ(Mistake(text, kLine), "must be a single line") << text;
  }
  EXPECT_EQ(Mistake("a\tb", kLine), "must not contain the control character U+0009");
  EXPECT_EQ(Mistake(std::string("a\0b", 3), kLine),
            "must not contain the control character U+0000");
  EXPECT_EQ(Mistake("\x7F", kLine), "must not contain the control character U+007F");
}

TEST(Clean, OtherTextHasLinesThatEndInOneWay) {
  EXPECT_EQ(Clean("a\r\nb\rc\nd\u2028e\u2029\n\tf", kLines).text, "a\nb\nc\nd\ne\n\n\tf");
  for (const char* text : {"\x1B[31m", "\u0085", "\x0B", "\x0C", "\u009F", "\b"}) {
    EXPECT_NE(Mistake(text, kLines), "") << text;
  }
  EXPECT_NE(Mistake(std::string("\0", 1), kLines), "");
}

TEST(Clean, NothingTurnsTheDirectionOfText) {
  for (const char* text : {"\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067",
                           "\u2068", "\u2069", "\u206A"}) {
    EXPECT_NE(Mistake(text, kLine), "") << text;
    EXPECT_NE(Mistake(text, kLines), "") << text;
  }
  EXPECT_EQ(Mistake("invoice\u202Efdp.exe", kLine),
            "must not contain U+202E, which changes the direction of text");
  for (const char* mark : {"\u200E", "\u200F", "\u061C"}) {
    EXPECT_NE(Mistake(mark, kLine), "") << mark;
    EXPECT_EQ(Mistake(mark, kLines), "") << "only at its place, so harmless between lines";
  }
}

TEST(Clean, TrimmedLosesWhatIsInvisibleAtTheEndsOnly) {
  const auto trimmed = [](std::string_view text) {
    return Clean(text, {.single_line = true, .trimmed = true}).text;
  };
  EXPECT_EQ(trimmed("  김 철수 "), "김 철수");
  EXPECT_EQ(trimmed("\u3000\uFEFF개발팀\u200B\u00A0"), "개발팀");
  EXPECT_EQ(trimmed("\u3000 \u200B"), "");
  EXPECT_EQ(trimmed("❤️"), "❤️");
  EXPECT_EQ(trimmed("🏴󠁧󠁢󠁥󠁮󠁧󠁿"), "🏴󠁧󠁢󠁥󠁮󠁧󠁿");
  EXPECT_EQ(Mistake("김\n", {.single_line = true, .trimmed = true}), "must be a single line");
}

TEST(Unchanged, KeepsWhatWasWrittenUnderOlderRules) {
  const std::string old = kDecomposed + "\u202E\r\n\x1B";
  EXPECT_EQ(Unchanged(old, {.single_line = true, .not_blank = true}).text, old);
  EXPECT_TRUE(Unchanged(std::string("\0", 1), {}).mistake);
  EXPECT_TRUE(Unchanged("ab", {.max = 1}).mistake);
}

}  // namespace
}  // namespace erp::unicode
