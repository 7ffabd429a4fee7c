// Holidays and working calendars by hand: what the use cases store and what bodies may say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/api/leave/calendar_json.h"
#include "employee/app/leave/keep_holidays.h"
#include "employee/app/leave/keep_work_calendars.h"
#include "json/json.h"

namespace erp::employee {
namespace {

Date On(const std::string& text) { return ParseDate(text).value(); }

Holiday Company(const std::string& date, const std::string& name) {
  return {On(date), name, HolidayKind::kCompany, std::nullopt, ""};
}

class KeptCalendars final : public Calendars {
 public:
  WorkingCalendar Of(EmployeeId) override {
    return {WeeklyPattern::MondayToFriday(Minutes(480)), all, CalendarVersion(1)};
  }
  Holidays All() override { return all; }
  void Put(const std::vector<Holiday>& holidays) override {
    all = all.With(holidays);
    put.push_back(holidays.size());
  }
  void Remove(const std::vector<Holiday>& holidays) override { removed = holidays; }

  Holidays all{{Company("2027-03-15", "창립기념일"), Company("2027-03-15", "대청소"),
                Company("2027-03-16", "창립기념일")}};
  std::vector<std::size_t> put;  // how many each time
  std::vector<Holiday> removed;
};

class KeptBook final : public WorkCalendarBook {
 public:
  std::vector<WorkCalendar> All() override { return {}; }
  std::optional<WorkCalendar> Find(WorkCalendarId id) override {
    if (id != kCommonCalendar) return std::nullopt;
    return WorkCalendar{.id = id, .name = "기본", .scope = {}};
  }
  Result<WorkCalendar> Create(const WorkCalendar& calendar) override { return Stored(calendar); }
  Result<WorkCalendar> Change(const WorkCalendar& calendar,
                              std::optional<std::int64_t> expected) override {
    asked = expected;
    return Stored(calendar);
  }
  Result<WorkCalendar> Of(EmployeeId) override { return WorkCalendarNotFound(); }
  Result<WorkCalendar> Assign(EmployeeId, WorkCalendarId) override {
    return WorkCalendarNotFound();
  }
  int stored = 0;
  std::optional<std::int64_t> asked;

 private:
  Result<WorkCalendar> Stored(const WorkCalendar& calendar) {
    ++stored;
    return calendar;
  }
};

TEST(KeepHolidaysTest, WhatIsThereAlreadyMakesNoVersion) {
  KeptCalendars calendars;
  KeepHolidays keep(calendars);
  keep.Put(Company("2027-03-15", "창립기념일"));
  EXPECT_TRUE(calendars.put.empty());
  auto half = Company("2027-03-15", "창립기념일");
  half.half = DayHalf::kPm;
  keep.Put(half);
  keep.Put(Company("2027-03-17", "창립기념일"));
  EXPECT_EQ(calendars.put, (std::vector<std::size_t>{1, 1}));
  EXPECT_EQ(calendars.all.all().size(), 4U);
}

TEST(KeepHolidaysTest, OneOrAllOfADateAreRemoved) {
  KeptCalendars calendars;
  KeepHolidays keep(calendars);
  ASSERT_TRUE(keep.Remove(On("2027-03-15"), "대청소"));
  EXPECT_THAT(calendars.removed, testing::ElementsAre(Company("2027-03-15", "대청소")));
  ASSERT_TRUE(keep.Remove(On("2027-03-15"), std::nullopt));
  EXPECT_EQ(calendars.removed.size(), 2U);
  calendars.removed.clear();
  EXPECT_EQ(keep.Remove(On("2027-03-15"), "없음").error().slug, "holiday-not-found");
  EXPECT_EQ(keep.Remove(On("2027-03-17"), std::nullopt).error().slug, "holiday-not-found");
  EXPECT_TRUE(calendars.removed.empty());
}

TEST(KeepHolidaysTest, AFileIsStoredAsAWholeAndOnlyWhereItSaysSomethingNew) {
  KeptCalendars calendars;
  KeepHolidays keep(calendars);
  const std::string csv =
      "date,name,kind,half,source\n2027-03-15,창립기념일,company,,\n"
      "2027-03-15,대청소,company,am,\n2027-03-20,야유회,company,,\n2027-03-21,야유회,company,,\n";
  for (const bool dry_run : {true, false}) {
    const auto import = keep.Import(csv, dry_run).value();
    EXPECT_EQ(import.added, 2U);
    EXPECT_EQ(import.changed, 1U);
    EXPECT_EQ(import.unchanged, 1U);
    EXPECT_EQ(calendars.put.empty(), dry_run);
  }
  EXPECT_EQ(calendars.put, (std::vector<std::size_t>{3}));
  EXPECT_EQ(keep.Import(csv, false).value().unchanged, 4U);
  EXPECT_EQ(calendars.put.size(), 1U) << "nothing new, no version";
  EXPECT_FALSE(keep.Import(csv + "2027-03-22,,company,,\n", false));
  EXPECT_EQ(calendars.put.size(), 1U);
}

TEST(KeepWorkCalendarsTest, AWeekWithoutWorkIsRefusedBeforeItIsStored) {
  KeptBook book;
  KeepWorkCalendars keep(book);
  WorkCalendar calendar{.id = kCommonCalendar, .name = "기본", .scope = {}};
  EXPECT_EQ(keep.Create(calendar).error().slug, "invalid-body");
  EXPECT_EQ(keep.Change(calendar, 1).error().slug, "invalid-body");
  EXPECT_EQ(book.stored, 0);
  calendar.pattern = WeeklyPattern::MondayToFriday(Minutes(480));
  EXPECT_TRUE(keep.Create(calendar));
  EXPECT_TRUE(keep.Change(calendar, 4));
  EXPECT_EQ(book.stored, 2);
  EXPECT_EQ(book.asked, 4);
  EXPECT_EQ(keep.Get(kCommonCalendar).value().name, "기본");
  EXPECT_EQ(keep.Get(WorkCalendarId(2)).error().slug, "work-calendar-not-found");
}

TEST(CalendarBodies, AHolidayIsACompanyDayWhereItSaysNothing) {
  const auto read = ReadHoliday(On("2027-03-15"), R"({"name":"창립기념일"})").value();
  EXPECT_EQ(read, Company("2027-03-15", "창립기념일"));
  const auto full = ReadHoliday(On("2027-03-15"),
                                R"({"name":"임시","kind":"temporary","half":"am","source":"공고"})")
                        .value();
  EXPECT_EQ(full.kind, HolidayKind::kTemporary);
  EXPECT_EQ(full.half, DayHalf::kAm);
  EXPECT_EQ(json::Parse(PrintHoliday(full)).value(),
            json::Parse(R"({"date":"2027-03-15","name":"임시","kind":"temporary","half":"am",
                            "source":"공고"})")
                .value());
  const auto afternoon =
      ReadHoliday(On("2027-03-15"), R"({"name":"오후 휴무","half":"pm"})").value();
  EXPECT_EQ(afternoon.half, DayHalf::kPm);
  EXPECT_EQ(json::Parse(PrintHoliday(afternoon)).value()["half"], "pm");
  EXPECT_TRUE(json::Parse(PrintHoliday(read)).value()["half"].is_null());
  for (const char* wrong : {"{}", R"({"name":""})", R"({"name":"a","kind":"x"})",
                            R"({"name":"a","half":"x"})", R"({"name":"a","date":"2027-03-15"})"}) {
    EXPECT_FALSE(ReadHoliday(On("2027-03-15"), wrong)) << wrong;
  }
}

TEST(CalendarBodies, AWeekHasSevenDaysOfWholeMinutes) {
  const auto read =
      ReadWorkCalendar(R"({"name":"교대","minutes":[0,1440,480,480,480,480,1],"labourDay":false})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->pattern.minutes[1], Minutes(1440));
  EXPECT_EQ(read->pattern.minutes[6], Minutes(1));
  EXPECT_TRUE(read->scope.public_holidays && read->scope.company_days);
  EXPECT_FALSE(read->scope.labour_day);
  const auto printed = json::Parse(PrintWorkCalendar(*read)).value();
  EXPECT_EQ(printed["minutes"], json::Parse("[0,1440,480,480,480,480,1]").value());
  EXPECT_EQ(printed["labourDay"], false);
  for (const char* wrong : {"[0,480]", "[0,1441,0,0,0,0,0]", "[-1,480,0,0,0,0,0]",
                            "[0,1.5,0,0,0,0,0]", R"(["0",1,0,0,0,0,0])", "7"}) {
    const auto body = std::string(R"({"name":"교대","minutes":)").append(wrong).append("}");
    EXPECT_FALSE(ReadWorkCalendar(body)) << wrong;
  }
  EXPECT_EQ(ReadWorkCalendar(R"({"name":"교대","minutes":[0,1441,0,0,0,0,0]})")
                .error()
                .fields.at(0)
                .pointer,
            "/minutes/1");
  EXPECT_EQ(ReadCalendarChoice(R"({"calendarId":3})").value(), WorkCalendarId(3));
  EXPECT_FALSE(ReadCalendarChoice(R"({"calendarId":0})"));
}

}  // namespace
}  // namespace erp::employee
