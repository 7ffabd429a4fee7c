// The day counter against a slow one that looks at every minute of every date, for random calendars
// and requests of five years.
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "employee_leave_law.h"

namespace erp::employee {
namespace {

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}

  int Below(int bound) { return static_cast<int>(engine_() % static_cast<unsigned>(bound)); }
  int Between(int least, int most) { return least + Below(most - least + 1); }

 private:
  std::mt19937 engine_;
};

// What a group works, as plain numbers.
struct World {
  std::array<int, 7> week{};  // minutes, Sunday first
  // Days since 1970 -> what is off: 'd' the day, 'a' the morning, 'p' the afternoon.
  std::map<int, std::string> off;

  [[nodiscard]] WorkingCalendar Calendar() const {
    WeeklyPattern pattern;
    for (std::size_t day = 0; day < week.size(); ++day) pattern.minutes[day] = Minutes(week[day]);
    std::vector<Holiday> holidays;
    for (const auto& [day, kinds] : off) {
      for (const char kind : kinds) {
        std::optional<DayHalf> half;
        if (kind != 'd') half = kind == 'a' ? DayHalf::kAm : DayHalf::kPm;
        holidays.push_back({std::chrono::sys_days(std::chrono::days(day)), std::string(1, kind),
                            HolidayKind::kCompany, half, ""});
      }
    }
    return {pattern, Holidays(holidays), CalendarVersion(1)};
  }

  // 1970-01-01 was a Thursday.
  [[nodiscard]] int Workday(int day) const { return week[static_cast<std::size_t>((day + 4) % 7)]; }

  [[nodiscard]] bool Works(int day, int minute) const {
    const int length = Workday(day);
    if (minute >= length) return false;
    const auto found = off.find(day);
    if (found == off.end()) return true;
    for (const char kind : found->second) {
      if (kind == 'd' || (kind == 'a') == (minute < length / 2)) return false;
    }
    return true;
  }
};

constexpr int kFirstDay = 19723;  // 2024-01-01
constexpr int kDays = 1827;       // to the end of 2028

World AnyWorld(Random& random) {
  World world;
  for (auto& minutes : world.week) minutes = random.Below(3) == 0 ? 0 : random.Between(1, 600);
  for (int i = random.Below(400); i > 0; --i) {
    world.off[kFirstDay + random.Below(kDays)] += "dap"[random.Below(3)];
  }
  return world;
}

LeaveRequest AnyRequest(Random& random) {
  const int start = kFirstDay + random.Below(kDays - 40);
  LeaveRequest request;
  request.unit = static_cast<LeaveUnit>(random.Below(5));
  const int length = request.unit == LeaveUnit::kDay ? random.Below(12) : 0;
  request.start = std::chrono::sys_days(std::chrono::days(start));
  request.end = std::chrono::sys_days(std::chrono::days(start + length));
  request.quarter = random.Between(1, 4);
  const int from = random.Below(600);
  request.hours = {Minutes(from), Minutes(random.Between(from + 1, 601))};
  return request;
}

// Whether a request is about this minute of a workday.
bool Asks(const LeaveRequest& request, int workday, int minute) {
  switch (request.unit) {
    case LeaveUnit::kDay:
      return true;
    case LeaveUnit::kHalfAm:
      return minute < workday / 2;
    case LeaveUnit::kHalfPm:
      return minute >= workday / 2;
    case LeaveUnit::kQuarter:
      return minute >= workday * (request.quarter - 1) / 4 &&
             minute < workday * request.quarter / 4;
    case LeaveUnit::kHours:
      return minute >= request.hours.from.count() && minute < request.hours.to.count();
  }
  return false;
}

int DayNumber(Date date) {
  return static_cast<int>(std::chrono::sys_days(date).time_since_epoch().count());
}

// Day -> the minutes of it that a request takes.
using Minute = std::map<int, std::set<int>>;

Minute Slow(const LeaveRequest& request, const World& world) {
  Minute taken;
  for (int day = DayNumber(request.start); day <= DayNumber(request.end); ++day) {
    for (int minute = 0; minute < world.Workday(day); ++minute) {
      if (world.Works(day, minute) && Asks(request, world.Workday(day), minute)) {
        taken[day].insert(minute);
      }
    }
  }
  return taken;
}

Minute Fast(const LeaveCount& count) {
  Minute taken;
  for (const auto& date : count.dates) {
    for (auto minute = date.part.from.count(); minute < date.part.to.count(); ++minute) {
      taken[DayNumber(date.date)].insert(static_cast<int>(minute));
    }
  }
  return taken;
}

class DayCounter : public testing::TestWithParam<unsigned> {};

TEST_P(DayCounter, EqualsCountingEveryMinute) {
  Random random(GetParam());
  int counted = 0;
  for (int i = 0; i < 10; ++i) {
    const World world = AnyWorld(random);
    const auto calendar = world.Calendar();
    for (int j = 0; j < 30; ++j) {
      const auto request = AnyRequest(random);
      const auto slow = Slow(request, world);
      const auto count = CountLeave(request, calendar);
      const int workday = world.Workday(DayNumber(request.start));
      if (request.unit == LeaveUnit::kHours && workday > 0 && request.hours.to > Minutes(workday)) {
        ASSERT_FALSE(count.ok());
        ASSERT_EQ(count.error().slug, "leave-outside-workday");
      } else if (slow.empty()) {
        ASSERT_FALSE(count.ok());
      } else {
        ASSERT_TRUE(count.ok()) << count.error().slug;
        ASSERT_EQ(Fast(*count), slow);
        std::size_t total = 0;
        for (const auto& [day, minutes] : slow) total += minutes.size();
        ASSERT_EQ(count->total, Minutes(static_cast<std::int64_t>(total)));
        ++counted;
      }
    }
  }
  EXPECT_GT(counted, 100);
}

TEST_P(DayCounter, OverlapIsAMinuteThatBothTake) {
  Random random(GetParam());
  int clashes = 0;
  for (int i = 0; i < 10; ++i) {
    const World world = AnyWorld(random);
    const auto calendar = world.Calendar();
    for (int j = 0; j < 30; ++j) {
      const auto one = CountLeave(AnyRequest(random), calendar);
      auto near = AnyRequest(random);
      if (!one.ok()) continue;
      const int length = DayNumber(near.end) - DayNumber(near.start);
      near.start =
          one->dates[static_cast<std::size_t>(random.Below(static_cast<int>(one->dates.size())))]
              .date;
      near.end = Plus(near.start, length);
      const auto other = CountLeave(near, calendar);
      if (!other.ok()) continue;
      std::optional<Date> expected;
      const auto theirs = Fast(*other);
      for (const auto& [day, minutes] : Fast(*one)) {
        const auto same = theirs.find(day);
        if (expected || same == theirs.end()) continue;
        for (const int minute : minutes) {
          if (same->second.contains(minute))
            expected = std::chrono::sys_days(std::chrono::days(day));
        }
      }
      ASSERT_EQ(FirstClash(one->dates, other->dates), expected);
      clashes += expected ? 1 : 0;
    }
  }
  EXPECT_GT(clashes, 30);
}

INSTANTIATE_TEST_SUITE_P(Seeds, DayCounter, testing::Range(1U, 5U));

}  // namespace
}  // namespace erp::employee
