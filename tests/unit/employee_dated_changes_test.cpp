// Changes from a date on, as use cases over a mocked history, and what a change of a person is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/app/organisation/apply_due_changes.h"
#include "employee/app/organisation/change_on_date.h"
#include "employee/domain/organisation/line_rule.h"
#include "employee/domain/organisation/person_changed.h"
#include "unit/employee_mock_organisation.h"

namespace erp::employee {
namespace {

using std::chrono::year;
using testing::_;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Return;
using testing::StrictMock;

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return std::chrono::sys_days(year(2026) / 11 / 27); }
};

Date On(unsigned month, unsigned day) {
  return {year(2026), std::chrono::month(month), std::chrono::day(day)};
}

PlannedChange Plan(std::int64_t id, Date on = On(11, 27)) {
  PlannedChange plan;
  plan.id = id;
  plan.employee = EmployeeId(7);
  plan.effective_on = on;
  plan.change.position = "차장";
  return plan;
}

HistoryEntry Entry(Date on, const std::string& position) {
  HistoryEntry entry;
  entry.effective_on = on;
  entry.placement.position = position;
  return entry;
}

class DatedChanges : public testing::Test {
 protected:
  FixedClock clock_;
  StrictMock<MockHistory> history_;
  ApplyDueChanges apply_{history_, CompanyClock(clock_, TimeZone("Asia/Seoul"))};
  ChangeOnDate change_{history_, CompanyClock(clock_, TimeZone("Asia/Seoul"))};
};

TEST_F(DatedChanges, WhatIsDueIsCountedByWhatItCameTo) {
  EXPECT_CALL(history_, Due(On(11, 27), 200))
      .WillOnce(Return(std::vector{Plan(1), Plan(2), Plan(3), Plan(4)}));
  EXPECT_CALL(history_, Apply(_, _))
      .WillOnce(Return(PlanState::kApplied))
      .WillOnce(Return(PlanState::kRefused))
      .WillOnce(Return(PlanState::kApplied))
      .WillOnce(Return(PlanState::kCanceled));
  std::vector<std::int64_t> settled;
  const auto done = apply_.Run(
      {}, On(11, 27), [&](const PlannedChange& plan, PlanState) { settled.push_back(plan.id); });
  EXPECT_EQ(done.applied, 2);
  EXPECT_EQ(done.refused, 1);
  EXPECT_THAT(settled, ElementsAre(1, 2, 3, 4));
}

TEST_F(DatedChanges, NothingHappensBeforeItsDay) {
  EXPECT_CALL(history_, Due(On(11, 27), _)).WillOnce(Return(std::vector<PlannedChange>{}));
  EXPECT_EQ(apply_.Run(On(12, 31)).applied, 0);
}

TEST_F(DatedChanges, AFullPageIsFollowedByTheNextOne) {
  EXPECT_CALL(history_, Due(_, 200))
      .WillOnce(Return(std::vector(200, Plan(1))))
      .WillOnce(Return(std::vector(1, Plan(2))));
  EXPECT_CALL(history_, Apply(_, _)).Times(201).WillRepeatedly(Return(PlanState::kApplied));
  EXPECT_EQ(apply_.Run(On(11, 27)).applied, 201);
}

TEST_F(DatedChanges, AStopEndsBetweenTwoChanges) {
  std::stop_source source;
  EXPECT_CALL(history_, Due(_, _)).WillOnce(Return(std::vector{Plan(1), Plan(2)}));
  EXPECT_CALL(history_, Apply(_, _)).WillOnce(Return(PlanState::kApplied));
  const auto done = apply_.Run(source.get_token(), On(11, 27),
                               [&](const PlannedChange&, PlanState) { source.request_stop(); });
  EXPECT_EQ(done.applied, 1);
}

TEST_F(DatedChanges, AChangeNamesSomethingAndNobodyIsTheirOwnManager) {
  EXPECT_EQ(change_.Record(EmployeeId(7), {On(12, 1), {}, {}}).error().slug, "invalid-body");
  DatedChange own{On(12, 1), {}, {}};
  own.change.manager = std::optional(EmployeeId(7));
  const auto refused = change_.Record(EmployeeId(7), own);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/managerId");
  EXPECT_CALL(history_, Record(EmployeeId(7), _, _, _))
      .WillOnce([&](EmployeeId, const DatedChange& change, Moment now, const auto&) {
        EXPECT_EQ(change.note.at, clock_.Now());
        EXPECT_EQ(now.on, On(11, 27));
        return PlacementHistory::Recorded{};
      });
  own.change.manager = std::optional(EmployeeId(8));
  EXPECT_TRUE(change_.Record(EmployeeId(7), own).ok());
}

TEST_F(DatedChanges, PlansCountForLaterDatesOnly) {
  EXPECT_CALL(history_, Entries(EmployeeId(7)))
      .WillRepeatedly(Return(std::vector{Entry(On(3, 2), "과장")}));
  // One that is due today and was not applied yet is nothing that holds.
  EXPECT_CALL(history_, Plans(EmployeeId(7)))
      .WillRepeatedly(Return(std::vector{Plan(1), Plan(2, On(12, 1))}));
  EXPECT_EQ(change_.On(EmployeeId(7), std::nullopt)->placement.position, "과장");
  EXPECT_EQ(change_.On(EmployeeId(7), On(11, 27))->placement.position, "과장");
  const auto later = change_.On(EmployeeId(7), On(12, 1));
  EXPECT_EQ(later->placement.position, "차장");
  EXPECT_EQ(later->on, On(12, 1));
  EXPECT_EQ(change_.On(EmployeeId(7), On(3, 1)).error().slug, "no-history");
}

TEST_F(DatedChanges, OfAnUnknownPersonNothingIsSaid) {
  EXPECT_CALL(history_, Entries(_)).WillOnce(Return(std::nullopt));
  EXPECT_EQ(change_.On(EmployeeId(9), std::nullopt).error().slug, "employee-not-found");
}

TEST(PlanStates, AreReadAsTheyAreWritten) {
  const std::vector<std::pair<PlanState, std::string>> states{{PlanState::kPlanned, "planned"},
                                                              {PlanState::kApplied, "applied"},
                                                              {PlanState::kCanceled, "canceled"},
                                                              {PlanState::kRefused, "refused"}};
  for (const auto& [state, name] : states) {
    EXPECT_EQ(PlanStateName(state), name);
    EXPECT_EQ(ParsePlanState(name), state);
  }
  EXPECT_THROW(PlanStateName(static_cast<PlanState>(9)), std::logic_error);
  EXPECT_THROW(ParsePlanState("done"), std::logic_error);
}

TEST(LineRules, AreReadAsTheyAreWritten) {
  for (const std::string name : {"manager", "department-head", "role", "employee"}) {
    const auto kind = ParseLineRule(name);
    ASSERT_TRUE(kind.has_value()) << name;
    EXPECT_EQ(LineRuleName(*kind), name);
  }
  EXPECT_FALSE(ParseLineRule("head").has_value());
}

TEST(Placements, AnotherDepartmentIsAnotherIdToo) {
  const Placement before{DepartmentId(1), "개발팀", "과장", EmployeeId(3)};
  PlacementChange change;
  change.department = "개발팀";
  EXPECT_EQ(Changed(before, change), before) << "the same name keeps its id";
  change.department = "인사팀";
  EXPECT_EQ(Changed(before, change), (Placement{std::nullopt, "인사팀", "과장", EmployeeId(3)}));
  change.department_id = DepartmentId(2);
  EXPECT_EQ(Changed(before, change), (Placement{DepartmentId(2), "인사팀", "과장", EmployeeId(3)}));
}

TEST(DepartmentChanges, AbsentMembersStayAsTheyAre) {
  Department before;
  before.id = DepartmentId(4);
  before.name = "개발팀";
  before.code = "DEV";
  before.parent = DepartmentId(1);
  before.order = 20;
  before.head = EmployeeId(3);
  const auto same = Changed(before, {});
  EXPECT_EQ(same.name, "개발팀");
  EXPECT_EQ(same.code, "DEV");
  EXPECT_EQ(same.parent, DepartmentId(1));
  EXPECT_EQ(same.order, 20);
  EXPECT_EQ(same.head, EmployeeId(3));
  EXPECT_TRUE(same.active);
  DepartmentChange change;
  change.name = "연구팀";
  change.code = std::optional<std::string>();
  change.parent = std::optional<DepartmentId>();
  change.order = 10;
  change.head = std::optional<EmployeeId>();
  change.active = false;
  const auto after = Changed(before, change);
  EXPECT_EQ(after.name, "연구팀");
  EXPECT_EQ(after.code, std::nullopt);
  EXPECT_EQ(after.parent, std::nullopt);
  EXPECT_EQ(after.order, 10);
  EXPECT_EQ(after.head, std::nullopt);
  EXPECT_FALSE(after.active);
}

TEST(Differences, AreNamedOneByOne) {
  Employee before;
  before.profile = {"김철수",     std::nullopt, "개발팀",       "과장",
                    std::nullopt, std::nullopt, DepartmentId(1)};
  EXPECT_THAT(Differences(before, before), IsEmpty());
  Employee after = before;
  after.profile.department = "연구팀";
  EXPECT_THAT(Differences(before, after), ElementsAre(PersonChange::kDepartment));
  after = before;
  after.profile.department_id = DepartmentId(2);
  EXPECT_THAT(Differences(before, after), ElementsAre(PersonChange::kDepartment))
      << "another one of the same name";
  after = before;
  after.profile.position = "차장";
  EXPECT_THAT(Differences(before, after), ElementsAre(PersonChange::kProfile));
  after.profile.manager = EmployeeId(2);
  after.active = false;
  EXPECT_THAT(Differences(before, after),
              ElementsAre(PersonChange::kLeft, PersonChange::kManager, PersonChange::kProfile));
  EXPECT_THAT(Differences(after, before),
              ElementsAre(PersonChange::kReturned, PersonChange::kManager, PersonChange::kProfile));
}

TEST(PersonChanges, HaveTheWordsOfTheContract) {
  const std::vector<std::pair<PersonChange, std::string>> words{
      {PersonChange::kHired, "hired"},         {PersonChange::kProfile, "profile"},
      {PersonChange::kManager, "manager"},     {PersonChange::kDepartment, "department"},
      {PersonChange::kLeft, "left"},           {PersonChange::kReturned, "returned"},
      {PersonChange::kSuccessor, "successor"}, {PersonChange::kRoleSet, "roles"},
  };
  for (const auto& [change, word] : words) EXPECT_EQ(Word(change), word);
  PersonChanged event;
  event.after.id = EmployeeId(7);
  event.after.version = 3;
  EXPECT_EQ(EventId(event), "employee:7:3");
}

}  // namespace
}  // namespace erp::employee
