// Holidays as data: what is shipped, what a file may hold, and what is wrong with one.
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/domain/leave/holidays.h"

namespace erp::employee {
namespace {

using testing::ElementsAre;
using testing::Pair;

Date On(const std::string& text) { return ParseDate(text).value_or(Date()); }

const std::string kHeader = "date,name,kind,half,source\n";

// The mistakes of a file as (place, English).
std::vector<std::pair<std::string, std::string>> MistakesOf(const std::string& csv) {
  const auto parsed = ParseHolidays(csv);
  std::vector<std::pair<std::string, std::string>> found;
  if (parsed.ok()) return found;
  EXPECT_EQ(parsed.error().slug, "invalid-body");
  for (const auto& mistake : parsed.error().fields) {
    found.emplace_back(mistake.pointer, mistake.detail.English());
  }
  return found;
}

std::vector<Holiday> Parsed(const std::string& csv) {
  const auto parsed = ParseHolidays(csv);
  if (!parsed.ok()) {
    ADD_FAILURE() << testing::PrintToString(MistakesOf(csv));
    return {};
  }
  return {parsed->all().begin(), parsed->all().end()};
}

TEST(KoreanHolidays, EveryYearHasTheDaysOfItsOfficialCalendar) {
  std::map<int, std::set<Date>> dates;
  for (const auto& holiday : KoreanHolidays().all()) {
    const int year = static_cast<int>(holiday.date.year());
    if (holiday.kind != HolidayKind::kLabourDay || year >= 2026) dates[year].insert(holiday.date);
  }
  std::vector<std::pair<int, std::size_t>> sizes;
  for (const auto& [year, of_year] : dates) sizes.emplace_back(year, of_year.size());
  EXPECT_THAT(sizes, ElementsAre(Pair(2024, 19), Pair(2025, 19), Pair(2026, 22), Pair(2027, 24),
                                 Pair(2028, 18)));
}

TEST(KoreanHolidays, LabourDayIsOneInEveryYear) {
  for (const int year : {2024, 2025, 2026, 2027, 2028}) {
    const auto found = KoreanHolidays().On(On(std::to_string(year) + "-05-01"));
    ASSERT_EQ(found.size(), 1U) << year;
    EXPECT_EQ(found[0].kind, HolidayKind::kLabourDay);
    EXPECT_EQ(found[0].name, year < 2026 ? "근로자의 날" : "노동절");
  }
}

TEST(KoreanHolidays, AreOfTheirKindAndNameTheirSource) {
  const std::map<std::string, HolidayKind> expected{
      {"2024-02-12", HolidayKind::kSubstitute}, {"2024-10-01", HolidayKind::kTemporary},
      {"2025-06-03", HolidayKind::kTemporary},  {"2026-06-03", HolidayKind::kElection},
      {"2026-06-06", HolidayKind::kPublic},     {"2028-10-05", HolidayKind::kSubstitute}};
  for (const auto& [date, kind] : expected) {
    const auto found = KoreanHolidays().On(On(date));
    ASSERT_EQ(found.size(), 1U) << date;
    EXPECT_EQ(found[0].kind, kind) << date;
  }
  for (const auto& holiday : KoreanHolidays().all()) {
    EXPECT_FALSE(holiday.source.empty()) << FormatDate(holiday.date);
    EXPECT_FALSE(holiday.half) << FormatDate(holiday.date);
  }
}

TEST(KoreanHolidays, TwoMayMeetOnOneDate) {
  const auto found = KoreanHolidays().On(On("2025-05-05"));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].name, "부처님 오신 날");
  EXPECT_EQ(found[1].name, "어린이날");
}

// 3조: whatever gives a substitute day has one, on the first later day that is free.
TEST(KoreanHolidays, EverySubstituteDayIsTheFirstFreeWeekdayAfterAHoliday) {
  const auto weekend = [](Date date) {
    const std::chrono::weekday day{std::chrono::sys_days(date)};
    return day == std::chrono::Saturday || day == std::chrono::Sunday;
  };
  for (const auto& holiday : KoreanHolidays().all()) {
    if (holiday.kind != HolidayKind::kSubstitute) continue;
    EXPECT_FALSE(weekend(holiday.date)) << FormatDate(holiday.date);
    EXPECT_EQ(KoreanHolidays().On(holiday.date).size(), 1U) << FormatDate(holiday.date);
    const Date before = std::chrono::sys_days(holiday.date) - std::chrono::days(1);
    EXPECT_TRUE(weekend(before) || !KoreanHolidays().On(before).empty())
        << FormatDate(holiday.date);
  }
}

TEST(Holidays, YearIsCoveredByItsPublicHolidays) {
  EXPECT_FALSE(KoreanHolidays().Covers(std::chrono::year(2023)));
  EXPECT_TRUE(KoreanHolidays().Covers(std::chrono::year(2024)));
  EXPECT_TRUE(KoreanHolidays().Covers(std::chrono::year(2028)));
  EXPECT_FALSE(KoreanHolidays().Covers(std::chrono::year(2029)));
  const Holidays company({{On("2029-03-02"), "창립기념일", HolidayKind::kCompany, {}, ""}});
  EXPECT_FALSE(company.Covers(std::chrono::year(2029)));
}

TEST(Holidays, AddedOneReplacesTheOneOfTheSameDateAndName) {
  const Holiday foundation{On("2026-05-04"), "창립기념일", HolidayKind::kCompany, {}, "사규"};
  Holiday half = foundation;
  half.half = DayHalf::kPm;
  const Holiday other{On("2026-05-04"), "휴무", HolidayKind::kCompany, {}, ""};
  const Holiday elsewhen{On("2026-05-03"), "창립기념일", HolidayKind::kCompany, {}, ""};
  const Holidays joined = Holidays({foundation, other}).With({elsewhen, half});
  EXPECT_THAT(joined.all(), ElementsAre(elsewhen, half, other));
  EXPECT_THAT(Holidays({foundation}).With({elsewhen, other}).all(),
              ElementsAre(elsewhen, foundation, other));
  EXPECT_TRUE(joined.On(On("2026-05-05")).empty());
  EXPECT_EQ(joined.On(On("2026-05-04")).size(), 2U);
}

TEST(HolidayKind, HasANameThatIsReadBack) {
  const std::map<HolidayKind, std::string> names{
      {HolidayKind::kPublic, "public"},        {HolidayKind::kSubstitute, "substitute"},
      {HolidayKind::kTemporary, "temporary"},  {HolidayKind::kElection, "election"},
      {HolidayKind::kLabourDay, "labour-day"}, {HolidayKind::kCompany, "company"}};
  for (const auto& [kind, name] : names) {
    EXPECT_EQ(HolidayKindName(kind), name);
    EXPECT_EQ(ParseHolidayKind(name), kind);
  }
  EXPECT_EQ(ParseHolidayKind("Public"), std::nullopt);
  EXPECT_EQ(HolidayKindName(static_cast<HolidayKind>(99)), "");
}

TEST(HolidayFile, EveryColumnIsRead) {
  EXPECT_THAT(
      Parsed(kHeader +
             "2026-12-31,종무식,company,pm,사규 12조\n2026-12-24,\" 오전 휴무 \",company,am,\n"),
      ElementsAre(
          Holiday{On("2026-12-24"), "오전 휴무", HolidayKind::kCompany, DayHalf::kAm, ""},
          Holiday{On("2026-12-31"), "종무식", HolidayKind::kCompany, DayHalf::kPm, "사규 12조"}));
}

TEST(HolidayFile, IsReadAsSpreadsheetsWriteIt) {
  const std::string csv =
      "\xEF\xBB\xBF"
      "date,name,kind,half,source\r\n"
      "2026-12-24,\"휴무, \"\"전사\"\"\",company,,\"a,b\"\r\n"
      "\r\n"
      "\"2026-12-25\",기독탄신일,public,,";
  EXPECT_THAT(
      Parsed(csv),
      ElementsAre(Holiday{On("2026-12-24"), "휴무, \"전사\"", HolidayKind::kCompany, {}, "a,b"},
                  Holiday{On("2026-12-25"), "기독탄신일", HolidayKind::kPublic, {}, ""}));
  EXPECT_TRUE(Parsed(kHeader).empty());
  EXPECT_TRUE(Parsed("date,name,kind,half,source").empty());
}

TEST(HolidayFile, EveryMistakeIsNamedByItsLine) {
  const auto found = MistakesOf(kHeader +
                                "2026-02-30,설날,public,,x\n"
                                "\n"
                                "2026-12-24,,company,,x\n"
                                "2026-12-25,기독탄신일,holiday,noon,x\n"
                                "2026-12-26,a,company,,x,y\n"
                                "2026-12-27,a,company,\n"
                                "2026-12-28,a,company,,x\n"
                                "2026-12-28,a,public,,x\n");
  EXPECT_THAT(
      found,
      ElementsAre(
          Pair("/2/date", "must be a date from 1900-01-01 to 2999-12-31, written YYYY-MM-DD"),
          Pair("/4/name", testing::_),
          Pair("/5/kind", "must be public, substitute, temporary, election, labour-day or company"),
          Pair("/5/half", "must be am, pm or empty"), Pair("/6", "has 6 columns instead of 5"),
          Pair("/7", "has 4 columns instead of 5"),
          Pair("/9", "occurs twice: this date and name stand in an earlier row")));
}

TEST(HolidayFile, LinesAreCountedAcrossLineBreaksInFields) {
  EXPECT_THAT(MistakesOf(kHeader + "2026-12-24,\"a\nb\",company,,x\r\n2026-12-25,a,b,,x\n"),
              ElementsAre(Pair("/2/name", testing::_), Pair("/4/kind", testing::_)));
}

TEST(HolidayFile, QuotesOutOfPlaceAreAMistakeOfTheirRow) {
  const std::string detail = "has a quote that is not closed or stands inside of a field";
  EXPECT_THAT(MistakesOf(kHeader + "2026-12-24,a\"b,company,,x\n2026-12-25,a,company,,x\n"),
              ElementsAre(Pair("/2", detail)));
  EXPECT_THAT(MistakesOf(kHeader + "2026-12-24,\"a\"b,company,,x\n"),
              ElementsAre(Pair("/2", detail)));
  EXPECT_THAT(MistakesOf(kHeader + "2026-12-24,\"a,company,,x\n"), ElementsAre(Pair("/2", detail)));
}

TEST(HolidayFile, TextsAreOneLineOfLimitedLength) {
  const auto row = [](const std::string& name, const std::string& source) {
    return kHeader + "2026-12-24,\"" + name + "\",company,,\"" + source + "\"\n";
  };
  std::string name;
  for (int i = 0; i < 100; ++i) name += "휴";
  const std::string source(300, 's');
  EXPECT_THAT(Parsed(row(name, " " + source + " ")),
              ElementsAre(Holiday{On("2026-12-24"), name, HolidayKind::kCompany, {}, source}));
  EXPECT_THAT(MistakesOf(row(name + "휴", source + "s")),
              ElementsAre(Pair("/2/name", "must have from 1 to 100 characters"),
                          Pair("/2/source", testing::_)));
  EXPECT_THAT(MistakesOf(row(" \t ", "a\nb")),
              ElementsAre(Pair("/2/name", testing::_), Pair("/2/source", testing::_)));
}

TEST(HolidayFile, NeedsItsHeader) {
  const auto header = Pair("/1", "must be the header date,name,kind,half,source");
  EXPECT_THAT(MistakesOf(""), ElementsAre(header));
  EXPECT_THAT(MistakesOf("2026-12-24,a,company,,x\n"), ElementsAre(header));
  EXPECT_THAT(MistakesOf("date,name,kind,half\n"), ElementsAre(header));
  EXPECT_THAT(MistakesOf("date,name,kind,half,source,more\n"), ElementsAre(header));
}

TEST(HolidayFile, HasAtMostTenThousandRows) {
  std::string csv = kHeader;
  for (int i = 0; i < 10'000; ++i) csv += "2026-12-24," + std::to_string(i) + ",company,,\n";
  EXPECT_EQ(Parsed(csv).size(), 10'000U);
  EXPECT_THAT(MistakesOf(csv + "2026-12-25,a,company,,\n"),
              ElementsAre(Pair("", "must have at most 10000 rows")));
}

}  // namespace
}  // namespace erp::employee
