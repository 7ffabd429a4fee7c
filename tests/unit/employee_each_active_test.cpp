// What jobs do for each person: everybody once, page by page, until a stop.
#include <set>
#include <stop_token>

#include <gtest/gtest.h>

#include "employee/app/organisation/each_employee.h"
#include "unit/employee_memory_ledger.h"

namespace erp::employee {
namespace {

constexpr Date kToday = std::chrono::year(2026) / std::chrono::November / 27;

class EachActive : public testing::Test {
 protected:
  // So many active people, and one who has left.
  void Hire(std::int64_t people) {
    for (std::int64_t id = 1; id <= people; ++id) people_.all.push_back(HiredOn(id, std::nullopt));
    people_.all.push_back(HiredOn(people + 1, std::nullopt, false));
  }
  // How often each was met.
  std::multiset<std::int64_t> Met() {
    std::multiset<std::int64_t> met;
    const auto most = 3 * people_.all.size();
    ForEachActive(people_, stop_.get_token(), kToday, [&](const Employee& employee) {
      met.insert(employee.id.value());
      if (met.size() == most) stop_.request_stop();  // it does not end by itself
    });
    return met;
  }

  MemoryPeople people_;
  std::stop_source stop_;
};

TEST_F(EachActive, IsMetOnceOnEveryPage) {
  for (const std::int64_t more : {0, 1}) {
    people_.all.clear();
    Hire(PeoplePage().limit + more);
    const auto met = Met();
    EXPECT_EQ(met.size(), people_.all.size() - 1);
    EXPECT_EQ(std::set<std::int64_t>(met.begin(), met.end()).size(), met.size());
  }
}

TEST_F(EachActive, IsMetNoMoreAfterAStop) {
  Hire(5);
  int met = 0;
  ForEachActive(people_, stop_.get_token(), kToday, [&](const Employee&) {
    if (++met == 2) stop_.request_stop();
  });
  EXPECT_EQ(met, 2);
}

}  // namespace
}  // namespace erp::employee
