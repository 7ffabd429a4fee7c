// The register of leavers on the real database: its order, its pages and where a look goes on.
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
};

TEST_F(LeaversStore, HoldsThoseWhoHaveLeftInTheOrderOfTheirLeaving) {
  const auto first = Hire();
  const auto second = Hire();
  Hire();
  EXPECT_TRUE(Left().empty());
  ASSERT_TRUE(Leave(second));
  ASSERT_TRUE(Leave(first));
  EXPECT_THAT(Left(), testing::UnorderedElementsAre(second, first));
}

TEST_F(LeaversStore, PagesNeitherSkipNorRepeat) {
  std::vector<EmployeeId> all;
  for (int i = 0; i < 7; ++i) {
    all.push_back(Hire());
    ASSERT_TRUE(Leave(all.back()));
  }
  std::vector<EmployeeId> read;
  LeaverPlace place;
  for (bool more = true; more;) {
    const auto page = app_.list_leavers.Run(place, 3);
    for (const auto& leaver : page.leavers) read.push_back(leaver.id);
    place = page.next;
    more = page.more;
  }
  std::sort(read.begin(), read.end());
  EXPECT_EQ(read, all);
}

TEST_F(LeaversStore, ALaterLookOverlapsTheOneBefore) {
  const auto now = clock_.Now();
  const auto page = app_.list_leavers.Run({}, 100);
  EXPECT_FALSE(page.more);
  EXPECT_LE(page.next.changed_at, now - std::chrono::seconds(29));
  const auto late = Hire();
  ASSERT_TRUE(Leave(late));
  EXPECT_THAT(Left(page.next), testing::ElementsAre(late));
}

TEST_F(LeaversStore, NobodyLeavesWhileWorkWaitsUnlessSomebodyTakesOver) {
  const auto id = Hire();
  const auto successor = Hire();
  work_.work = {.open = 1, .later = 2, .drafted = 0, .more = false, .first = {}};
  const auto refused = app_.deactivate_employee.Run(id, std::nullopt, std::nullopt);
  ASSERT_TRUE(refused);
  EXPECT_FALSE(refused->left);
  EXPECT_EQ(refused->work.later, 2);
  EXPECT_TRUE(app_.read_employees.Get(id)->employee.active);
  const auto left = app_.deactivate_employee.Run(id, std::nullopt, successor);
  ASSERT_TRUE(left);
  EXPECT_TRUE(left->left);
  EXPECT_FALSE(app_.read_employees.Get(id)->employee.active);
  ASSERT_EQ(leavers_.List({}, 10).size(), 1U);
  EXPECT_EQ(leavers_.List({}, 10)[0].reassign_to, successor);
}

TEST_F(LeaversStore, WhatWaitsIsHandedOverAfterTheLeavingAndBeforeItIsAnswered) {
  const auto idle = Hire();
  ASSERT_TRUE(app_.deactivate_employee.Run(idle, std::nullopt, std::nullopt));
  EXPECT_TRUE(work_.handed_over.empty()) << "nothing waits";
  const auto id = Hire();
  const auto successor = Hire();
  work_.work = {.open = 1, .later = 0, .drafted = 0, .more = false, .first = {}};
  ASSERT_TRUE(app_.deactivate_employee.Run(id, std::nullopt, std::nullopt));
  EXPECT_TRUE(work_.handed_over.empty()) << "refused";
  ASSERT_TRUE(app_.deactivate_employee.Run(id, std::nullopt, successor));
  EXPECT_THAT(work_.handed_over, testing::ElementsAre(id));
  // The leaving stands; approval-request finds the work by itself.
  work_.stuck = true;
  const auto other = Hire();
  ASSERT_TRUE(app_.deactivate_employee.Run(other, std::nullopt, successor)->left);
  EXPECT_FALSE(app_.read_employees.Get(other)->employee.active);
}

TEST_F(LeaversStore, WhileNobodyKnowsWhatWaitsNothingChanges) {
  const auto id = Hire();
  work_.away = true;
  EXPECT_THROW((void)app_.deactivate_employee.Run(id, std::nullopt, std::nullopt), Unavailable);
  EXPECT_THROW((void)app_.deactivate_employee.Run(id, std::nullopt, Hire()), Unavailable);
  EXPECT_TRUE(app_.read_employees.Get(id)->employee.active);
  EXPECT_EQ(app_.read_employees.Get(id)->employee.version, 1);
}

TEST_F(LeaversStore, ASuccessorIsSomebodyElseAndActive) {
  const auto id = Hire();
  const auto gone = Hire();
  ASSERT_TRUE(app_.deactivate_employee.Run(gone, std::nullopt, std::nullopt));
  for (const auto successor : {id, gone, EmployeeId(999999)}) {
    const auto refused = app_.deactivate_employee.Run(id, std::nullopt, successor);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().slug, "invalid-query");
    EXPECT_EQ(refused.error().fields.at(0).pointer, "reassignTo");
  }
  EXPECT_TRUE(app_.read_employees.Get(id)->employee.active);
}

TEST_F(LeaversStore, LeavingIsRepeatableAndTheLastOneNamedTakesOver) {
  const auto id = Hire();
  const auto first = Hire();
  const auto second = Hire();
  ASSERT_TRUE(app_.deactivate_employee.Run(id, 1, first));
  ASSERT_TRUE(app_.deactivate_employee.Run(id, 1, first));
  EXPECT_EQ(app_.read_employees.Get(id)->employee.version, 2);
  ASSERT_TRUE(app_.deactivate_employee.Run(id, std::nullopt, std::nullopt));
  EXPECT_EQ(leavers_.Find(id)->reassign_to, first);
  ASSERT_TRUE(app_.deactivate_employee.Run(id, std::nullopt, second));
  EXPECT_EQ(leavers_.Find(id)->reassign_to, second);
  EXPECT_FALSE(app_.deactivate_employee.Run(EmployeeId(999999), std::nullopt, std::nullopt));
}

TEST_F(LeaversStore, AnotherVersionThanTheClientSawChangesNothing) {
  const auto id = Hire();
  const auto refused = app_.deactivate_employee.Run(id, 7, std::nullopt);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().slug, "version-mismatch");
  EXPECT_TRUE(app_.read_employees.Get(id)->employee.active);
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
