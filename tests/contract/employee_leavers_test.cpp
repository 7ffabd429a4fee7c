// The register of leavers on the real database: its order, its pages and where a look goes on.
#include "employee/app/departures.h"
#include "employee/store/mysql_leavers.h"
#include "employee_fixture.h"

namespace erp::employee {
namespace {

class LeaversStore : public EmployeeStore {
 protected:
  std::vector<EmployeeId> Left(const LeaverPlace& after = {}, int limit = 100) {
    std::vector<EmployeeId> ids;
    for (const auto& leaver : leavers_.List(after, limit)) ids.push_back(leaver.id);
    return ids;
  }
  MysqlLeavers leavers_{pool_};
  Departures departures_{leavers_, clock_};
};

TEST_F(LeaversStore, HoldsThoseWhoHaveLeftInTheOrderOfTheirLeaving) {
  const auto first = Hire();
  const auto second = Hire();
  Hire();
  EXPECT_TRUE(Left().empty());
  ASSERT_TRUE(people_.Deactivate(second, std::nullopt));
  ASSERT_TRUE(people_.Deactivate(first, std::nullopt));
  EXPECT_THAT(Left(), testing::UnorderedElementsAre(second, first));
}

TEST_F(LeaversStore, PagesNeitherSkipNorRepeat) {
  std::vector<EmployeeId> all;
  for (int i = 0; i < 7; ++i) {
    all.push_back(Hire());
    ASSERT_TRUE(people_.Deactivate(all.back(), std::nullopt));
  }
  std::vector<EmployeeId> read;
  LeaverPlace place;
  for (bool more = true; more;) {
    const auto page = departures_.List(place, 3);
    for (const auto& leaver : page.leavers) read.push_back(leaver.id);
    place = page.next;
    more = page.more;
  }
  std::sort(read.begin(), read.end());
  EXPECT_EQ(read, all);
}

TEST_F(LeaversStore, ALaterLookOverlapsTheOneBefore) {
  const auto now = clock_.Now();
  const auto page = departures_.List({}, 100);
  EXPECT_FALSE(page.more);
  EXPECT_LE(page.next.changed_at, now - std::chrono::seconds(29));
  const auto late = Hire();
  ASSERT_TRUE(people_.Deactivate(late, std::nullopt));
  EXPECT_THAT(Left(page.next), testing::ElementsAre(late));
}

TEST_F(LeaversStore, APlaceIsReadAsItWasPrinted) {
  for (const LeaverPlace& place :
       {LeaverPlace{}, LeaverPlace{Instant(std::chrono::milliseconds(1732151160310)), 17}}) {
    EXPECT_EQ(ParsePlace(PrintPlace(place)), place);
  }
  for (const char* text : {"", "-", "1", "1-", "-1", "1-x", "1-01", "999999999999999-1"}) {
    EXPECT_EQ(ParsePlace(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace erp::employee
