// CSV texts and what spreadsheets make of them; CP949.
#include "common/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/cp949.h"

namespace erp {
namespace {

using testing::ElementsAre;

TEST(CsvRecords, AreReadUpToALimit) {
  EXPECT_EQ(csv::Records("a\nb\nc\n", 2).size(), 2U);
  EXPECT_EQ(csv::Records("a\nb\nc\n", 3).size(), 3U);
  EXPECT_EQ(csv::Records("a\nb\nc\n", 0).size(), 0U);
  EXPECT_EQ(csv::Records("\na\r\n\r\n\n", 9).size(), 1U);
  EXPECT_EQ(csv::Records("\na\r\n\r\n\n", 9)[0].line, 2U);
}

TEST(CsvRecords, RowsAreCountedAsASpreadsheetShowsThem) {
  const auto records = csv::Records("a\n\n\"b\nb\"\r\nc\n", 9);
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].row, 1U);
  EXPECT_EQ(records[1].row, 3U) << "a line without a character is a row";
  EXPECT_EQ(records[2].row, 4U) << "a line break in a cell is none";
  EXPECT_EQ(records[2].line, 5U);
}

TEST(CsvRecords, ByteOrderMarksAndQuotesAreNoPartOfAField) {
  const auto records = csv::Records("\xEF\xBB\xBF\"a\",b \"\"\"c\"\r\n,\n", 9);
  ASSERT_EQ(records.size(), 2U);
  EXPECT_TRUE(records[0].broken) << "a quote inside of a field";
  EXPECT_EQ(records[0].fields.at(0), "a");
  EXPECT_THAT(records[1].fields, ElementsAre("", ""));
  EXPECT_FALSE(records[1].broken);
  EXPECT_TRUE(csv::Records("\"a", 9)[0].broken);
}

TEST(CsvCell, IsQuotedOnlyWhereItHasToBe) {
  EXPECT_EQ(csv::Cell("홍길동"), "홍길동");
  EXPECT_EQ(csv::Cell(""), "");
  EXPECT_EQ(csv::Cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv::Cell("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(csv::Cell("a\nb"), "\"a\nb\"");
}

TEST(CsvCell, OfNoTextIsAFormulaAndEveryOneIsReadBackAsItWas) {
  EXPECT_EQ(csv::Cell("=1+1"), "'=1+1");
  EXPECT_EQ(csv::Cell("@SUM(A1,A2)"), "\"'@SUM(A1,A2)\"");
  EXPECT_EQ(csv::Cell("'김"), "'김") << "no formula, no guard";
  EXPECT_EQ(csv::Unguarded("'김"), "'김");
  for (const std::string text : {"=1", "+82", "-", "@a", "\tx", "\rx", "\nx", "'=1", "''-2", "'",
                                 "''", "a", "'a", "a=1", "", "=\"a\",b"}) {
    const auto records = csv::Records(csv::Cell(text) + ",end\n", 2);
    ASSERT_EQ(records.size(), 1U) << text;
    ASSERT_EQ(records[0].fields.size(), 2U) << text;
    EXPECT_EQ(csv::Unguarded(records[0].fields[0]), text);
    EXPECT_EQ(std::string("=+-@\t\r\n").find(records[0].fields[0][0]), std::string::npos) << text;
  }
}

TEST(Cp949, HasEveryModernSyllable) {
  Cp949 cp949;
  EXPECT_EQ(cp949.ToUtf8("\xC8\xAB\xB1\xE6\xB5\xBF"), "홍길동");
  EXPECT_EQ(cp949.ToUtf8("\xC1\xA4,\x8C\x63"), "정,똠") << "beyond KS X 1001";
  EXPECT_EQ(cp949.ToUtf8("plain"), "plain");
  EXPECT_EQ(cp949.ToUtf8(""), "");
}

TEST(Cp949, ABrokenTextIsNoneAndHarmsNoLaterOne) {
  Cp949 cp949;
  EXPECT_FALSE(cp949.ToUtf8("\xC8").has_value()) << "half a character";
  EXPECT_FALSE(cp949.ToUtf8("a\xFF\xFF").has_value());
  EXPECT_NE(cp949.ToUtf8("\x80"), "\x80") << "no ASCII";
  EXPECT_EQ(cp949.ToUtf8("\xC8\xAB"), "홍");
}

}  // namespace
}  // namespace erp
