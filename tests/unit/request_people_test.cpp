#include <algorithm>

#include <gtest/gtest.h>

#include "approval-request/app/cached_people.h"
#include "unit/request_fakes.h"

namespace erp::approval_request {
namespace {

struct CachedPeopleTest : testing::Test {
  std::chrono::steady_clock::time_point now;
  test::FakePeople source;
  CachedPeople cache{source, {}, [this] { return now; }};

  static std::vector<EmployeeId> Ids(const std::vector<std::int64_t>& values) {
    std::vector<EmployeeId> ids;
    for (const auto value : values) ids.emplace_back(value);
    return ids;
  }
  static std::vector<EmployeeId> Sorted(std::vector<EmployeeId> ids) {
    std::sort(ids.begin(), ids.end());
    return ids;
  }
};

TEST_F(CachedPeopleTest, AsksOnceForAllAndThenAnswersFromMemory) {
  EXPECT_EQ(cache.Find(Ids({3, 5, 7})).size(), 3U);
  now += std::chrono::seconds(4);
  EXPECT_EQ(cache.Find(Ids({5, 7})).size(), 2U);
  EXPECT_EQ(source.calls.size(), 1U);
}

TEST_F(CachedPeopleTest, AsksOnlyForThoseWhoAreNotFresh) {
  cache.Find(Ids({3, 5}));
  EXPECT_EQ(cache.Find(Ids({3, 5, 7})).size(), 3U);
  EXPECT_EQ(source.calls.back(), Ids({7}));
}

TEST_F(CachedPeopleTest, AQuestionTakesAlongWhoIsInUseAndSoonStale) {
  cache.Find(Ids({3, 5}));
  now += std::chrono::seconds(2);
  cache.Find(Ids({5}));
  now += std::chrono::seconds(1);
  cache.Find(Ids({7}));
  EXPECT_EQ(Sorted(source.calls.back()), Ids({3, 5, 7}));
  now += std::chrono::seconds(4);
  cache.Find(Ids({5, 7}));
  EXPECT_EQ(source.calls.size(), 2U);
}

TEST_F(CachedPeopleTest, NobodyOutOfUseIsTakenAlongAndABatchHasItsLimit) {
  CachedPeople small(source, {.batch = 2}, [this] { return now; });
  small.Find(Ids({3, 5, 9}));
  now += std::chrono::seconds(3);
  small.Find(Ids({7}));
  EXPECT_EQ(source.calls.back().size(), 2U);
  now += std::chrono::seconds(20);
  small.Find(Ids({7}));
  EXPECT_EQ(source.calls.back(), Ids({7}));
}

TEST_F(CachedPeopleTest, SeesAChangeWhenFreshnessHasEnded) {
  cache.Find(Ids({3}));
  source.people[EmployeeId(3)].active = false;
  now += std::chrono::seconds(6);
  EXPECT_FALSE(cache.Find(Ids({3})).at(EmployeeId(3)).active);
}

TEST_F(CachedPeopleTest, KnownPeopleStayUsableForADayWhileTheDirectoryIsAway) {
  cache.Find(Ids({3, 5}));
  source.away = true;
  now += std::chrono::hours(23);
  EXPECT_EQ(cache.Find(Ids({3, 5})).size(), 2U);
  now += std::chrono::hours(2);
  EXPECT_THROW(cache.Find(Ids({3, 5})), Unavailable);
}

TEST_F(CachedPeopleTest, SomebodyNotRememberedIsUnavailableWhileTheDirectoryIsAway) {
  cache.Find(Ids({3}));
  source.away = true;
  EXPECT_THROW(cache.Find(Ids({3, 5})), Unavailable);
}

TEST_F(CachedPeopleTest, ANewEmployeeIsFoundAtOnce) {
  EXPECT_TRUE(cache.Find(Ids({11})).empty());
  source.people.merge(test::PeopleWith({11}));
  EXPECT_EQ(cache.Find(Ids({11})).size(), 1U);
}

TEST_F(CachedPeopleTest, SomebodyWhoIsGoneIsForgotten) {
  cache.Find(Ids({3}));
  now += std::chrono::seconds(6);
  source.people.clear();
  EXPECT_TRUE(cache.Find(Ids({3})).empty());
  source.away = true;
  EXPECT_THROW(cache.Find(Ids({3})), Unavailable);
}

TEST_F(CachedPeopleTest, RemembersNoMoreThanItsCapacity) {
  CachedPeople small(source, {.capacity = 2}, [this] { return now; });
  small.Find(Ids({3, 5, 7, 9}));
  EXPECT_EQ(small.Find(Ids({3, 5, 7, 9})).size(), 4U);
  EXPECT_EQ(source.calls.back().size(), 2U);
}

}  // namespace
}  // namespace erp::approval_request
