// Rules about departments, dates and lines, without a database.
#include <algorithm>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/api/organisation/organisation_json.h"
#include "employee/app/organisation/resolve_approver.h"
#include "employee/domain/organisation/employee.h"
#include "employee/domain/organisation/post.h"
#include "json/json.h"

namespace erp::employee {
namespace {

using std::chrono::year;
using testing::ElementsAre;

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return std::chrono::sys_days(year(2026) / 11 / 27); }
};

Date On(unsigned month, unsigned day) {
  return {year(2026), std::chrono::month(month), std::chrono::day(day)};
}

Department In(std::int64_t id, std::optional<std::int64_t> parent, std::int64_t order = 0) {
  Department department;
  department.id = DepartmentId(id);
  department.name = "부서" + std::to_string(id);
  if (parent) department.parent = DepartmentId(*parent);
  department.order = order;
  return department;
}

TEST(DepartmentTree, SiblingsAreInTheirOrderAndOrphansAtTheRoot) {
  const auto tree =
      TreeOf({In(4, 1, 20), In(3, 1, 10), In(2, 1, 10), In(1, std::nullopt, 5), In(9, 77, 0)});
  ASSERT_EQ(tree.size(), 2U);
  EXPECT_EQ(tree[0].department.id, DepartmentId(9)) << "its parent is closed";
  std::vector<std::int64_t> ids;
  for (const auto& child : tree[1].children) ids.push_back(child.department.id.value());
  EXPECT_THAT(ids, ElementsAre(2, 3, 4));
}

HistoryEntry Entry(std::int64_t id, Date on, const std::string& position) {
  HistoryEntry entry;
  entry.id = id;
  entry.effective_on = on;
  entry.placement.position = position;
  return entry;
}

TEST(Timeline, AnEntryHoldsFromItsDateUntilTheNextOne) {
  std::vector<HistoryEntry> entries{Entry(2, On(6, 1), "대리"), Entry(1, On(3, 2), "사원")};
  Arrange(entries);
  EXPECT_FALSE(PlacementOn(entries, On(3, 1)).has_value());
  EXPECT_EQ(PlacementOn(entries, On(3, 2))->position, "사원");
  EXPECT_EQ(PlacementOn(entries, On(5, 31))->position, "사원");
  EXPECT_EQ(PlacementOn(entries, On(6, 1))->position, "대리");
}

TEST(Timeline, OfTwoEntriesOfOneDateTheLaterRecordedOneCountsAndTheOtherStaysVisible) {
  std::vector<HistoryEntry> entries{Entry(3, On(3, 2), "주임"), Entry(1, On(3, 2), "사원"),
                                    Entry(2, On(6, 1), "대리")};
  Arrange(entries);
  EXPECT_EQ(PlacementOn(entries, On(4, 1))->position, "주임");
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_TRUE(entries[0].replaced);
  EXPECT_FALSE(entries[1].replaced);
  EXPECT_FALSE(entries[2].replaced);
}

TEST(Timeline, PlansUntilADateAddUpAndCanceledOnesDoNot) {
  PlannedChange promotion;
  promotion.id = 2;
  promotion.effective_on = On(12, 1);
  promotion.change.position = "차장";
  PlannedChange manager;
  manager.id = 1;
  manager.effective_on = On(12, 5);
  manager.change.manager = std::optional(EmployeeId(9));
  PlannedChange canceled = manager;
  canceled.change.manager = std::optional(EmployeeId(5));
  canceled.state = PlanState::kCanceled;
  const Placement now{std::nullopt, "개발팀", "과장", EmployeeId(3)};
  const std::vector plans{manager, promotion, canceled};
  EXPECT_EQ(WithPlanned(now, plans, On(11, 30)), now);
  EXPECT_EQ(WithPlanned(now, plans, On(12, 1)).position, "차장");
  EXPECT_EQ(WithPlanned(now, plans, On(12, 1)).manager, EmployeeId(3));
  EXPECT_EQ(WithPlanned(now, plans, On(12, 31)).manager, EmployeeId(9));
}

TEST(Roles, AreEachOnceAndEverybodyIsAnEmployee) {
  EXPECT_THAT(CompleteRoles({"hr", "admin", "hr"}), ElementsAre("admin", "employee", "hr"));
  EXPECT_THAT(CompleteRoles({}), ElementsAre("employee"));
}

TEST(DepartmentOfAPerson, OfNameAndIdTheOneThatDiffersCounts) {
  Employee before;
  before.id = EmployeeId(7);
  before.profile = {"김철수",     std::nullopt, "개발팀",       "과장",
                    std::nullopt, std::nullopt, DepartmentId(1)};
  // A client that sends an answer back with another name knows nothing of ids.
  auto after = Changed(before, {.department = "인사팀", .department_id = DepartmentId(1)}, {});
  EXPECT_EQ(after->profile.department, "인사팀");
  EXPECT_EQ(after->profile.department_id, std::nullopt);
  after = Changed(before, {.department = "개발팀", .department_id = DepartmentId(2)}, {});
  EXPECT_EQ(after->profile.department, "") << "the store says its name";
  EXPECT_EQ(after->profile.department_id, DepartmentId(2));
  after = Changed(before, {.department = "인사팀", .department_id = DepartmentId(2)}, {});
  EXPECT_EQ(after->profile.department, "인사팀");
  EXPECT_EQ(after->profile.department_id, DepartmentId(2));
  after = Changed(before, {.department = "개발팀", .department_id = DepartmentId(1)}, {});
  EXPECT_EQ(after->profile, before.profile);
}

// A company in memory.
class Company final : public LineSource {
 public:
  void Person(std::int64_t id, std::optional<std::int64_t> manager, std::int64_t department = 1) {
    Placement placement{DepartmentId(department), "부서", "과장", std::nullopt};
    if (manager) placement.manager = EmployeeId(*manager);
    people[EmployeeId(id)] = {EmployeeId(id), "사람" + std::to_string(id), true, placement};
  }
  std::optional<PersonOn> Find(EmployeeId id, std::optional<Date> on) override {
    asked_on = on;
    const auto found = people.find(id);
    return found == people.end() ? std::nullopt : std::optional(found->second);
  }
  std::optional<Department> FindDepartment(DepartmentId id) override {
    const auto found = departments.find(id);
    return found == departments.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<PersonOn> FindPeople(const std::vector<EmployeeId>& /*ids*/) override { return {}; }
  std::vector<Department> FindDepartments(const std::vector<DepartmentId>& /*ids*/) override {
    return {};
  }
  std::vector<Department> DepartmentsNamed(const std::string& name) override {
    std::vector<Department> named;
    for (const auto& [id, department] : departments) {
      if (department.name == name) named.push_back(department);
    }
    return named;
  }
  std::optional<Post> FindPost(EmployeeId, PostId id) override {
    const auto found = posts.find(id);
    return found == posts.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<EmployeeId> Holders(const std::string& role, int limit) override {
    if (role != "hr") return {};
    return {hr.begin(), hr.begin() + std::min(limit, static_cast<int>(hr.size()))};
  }

  std::map<EmployeeId, PersonOn> people;
  std::map<DepartmentId, Department> departments;
  std::map<PostId, Post> posts;
  std::vector<EmployeeId> hr;
  std::optional<Date> asked_on;
};

class Lines : public testing::Test {
 protected:
  // 1 is managed by 2, 2 by 3, 3 by 4; department 11 is below 10.
  Lines() {
    company_.Person(1, 2, 11);
    company_.Person(2, 3);
    company_.Person(3, 4);
    company_.Person(4, std::nullopt);
    company_.departments[DepartmentId(10)] = In(10, std::nullopt);
    company_.departments[DepartmentId(11)] = In(11, 10);
  }
  Result<Approver> Ask(std::vector<LineRule> rules, std::optional<PostId> post = std::nullopt) {
    return resolver_.Run({EmployeeId(1), post, std::nullopt, std::move(rules)});
  }
  static LineRule Manager(std::int64_t level) { return {.level = level}; }
  static LineRule Head(bool climb = true) {
    return {.kind = LineRule::Kind::kDepartmentHead, .climb = climb};
  }

  FixedClock clock_;
  Company company_;
  ResolveApprover resolver_{company_, CompanyClock(clock_, TimeZone("Asia/Seoul"))};
};

TEST_F(Lines, TheNthManagerIsCountedWithoutThoseWhoHaveLeft) {
  EXPECT_EQ(Ask({Manager(1)})->person.id, EmployeeId(2));
  EXPECT_EQ(Ask({Manager(3)})->person.id, EmployeeId(4));
  company_.people[EmployeeId(2)].active = false;
  const auto answer = Ask({Manager(1)});
  EXPECT_EQ(answer->person.id, EmployeeId(3));
  EXPECT_THAT(answer->passed_over, ElementsAre(EmployeeId(2)));
}

TEST_F(Lines, TheHeadIsSoughtUpTheTreeAndIsNeverThePersonThemself) {
  company_.departments[DepartmentId(11)].head = EmployeeId(1);
  company_.departments[DepartmentId(10)].head = EmployeeId(3);
  const auto answer = Ask({Head()});
  EXPECT_EQ(answer->person.id, EmployeeId(3));
  EXPECT_EQ(answer->head_of, DepartmentId(10));
  EXPECT_EQ(Ask({Head(false)}).error().slug, "nobody-resolved");
  company_.people[EmployeeId(3)].active = false;
  EXPECT_EQ(Ask({Head()}).error().slug, "nobody-resolved");
}

// L6: never silently nobody.
TEST_F(Lines, TheFirstRuleThatFindsSomebodyCountsAndNobodyIsAClearProblem) {
  company_.hr = {EmployeeId(1), EmployeeId(4)};
  const auto answer = Ask({Manager(9), Head(), {.kind = LineRule::Kind::kRole, .role = "hr"}});
  EXPECT_EQ(answer->person.id, EmployeeId(4)) << "not the person themself";
  EXPECT_EQ(answer->rule, 2U);
  ASSERT_EQ(answer->before.size(), 2U);
  EXPECT_EQ(answer->before[0].name, "no-manager");
  EXPECT_EQ(answer->before[1].name, "no-head");
  EXPECT_EQ(answer->before[1].detail.English(),
            "no department on the way up has an active head who is somebody else");
  const auto nobody = Ask({Manager(9), {.kind = LineRule::Kind::kRole, .role = "admin"}});
  ASSERT_FALSE(nobody.ok());
  EXPECT_EQ(nobody.error().slug, "nobody-resolved");
  ASSERT_EQ(nobody.error().fields.size(), 2U);
  EXPECT_EQ(nobody.error().fields[1].pointer, "/rules/1");
}

TEST_F(Lines, ADepartmentIsNamedByANameThatOneHas) {
  LineRule rule = Head();
  rule.department = "부서10";
  company_.departments[DepartmentId(10)].head = EmployeeId(3);
  company_.departments[DepartmentId(11)].head = EmployeeId(2);  // of the person's own
  EXPECT_EQ(Ask({rule})->person.id, EmployeeId(3));
  company_.departments[DepartmentId(12)] = In(12, std::nullopt);
  company_.departments[DepartmentId(12)].name = "부서10";
  LineRule unknown = Head();
  unknown.department = "없는 부서";
  const auto answer = Ask({rule, unknown, Manager(1)});
  ASSERT_EQ(answer->before.size(), 2U);
  EXPECT_EQ(answer->before[0].name, "several-departments");
  EXPECT_EQ(answer->before[0].detail.English(),
            "is the name of several departments: give departmentId");
  EXPECT_EQ(answer->before[1].name, "no-department");
  EXPECT_EQ(answer->before[1].detail.English(), "is not the name of a department");
}

TEST_F(Lines, ANamedPersonIsUsedWhoIsActiveAndSomebodyElse) {
  const auto named = [&](std::int64_t id) {
    return Ask({{.kind = LineRule::Kind::kEmployee, .employee = EmployeeId(id)}});
  };
  EXPECT_EQ(named(3)->person.id, EmployeeId(3));
  const auto self = Ask({{.kind = LineRule::Kind::kEmployee}, Manager(1)});
  EXPECT_EQ(self->before.at(0).name, "not-usable");
  EXPECT_EQ(self->before.at(0).detail.English(),
            "must be an active employee other than the person");
  EXPECT_EQ(named(99).error().slug, "nobody-resolved");
  company_.people[EmployeeId(3)].active = false;
  EXPECT_EQ(named(3).error().slug, "nobody-resolved");
}

TEST_F(Lines, TheWayUpHasALongestLength) {
  // So many departments without a head, and the last of them has one.
  const auto chain = [&](std::int64_t length) {
    for (std::int64_t id = 0; id < length; ++id) {
      company_.departments[DepartmentId(1000 + id)] = In(1000 + id, 1001 + id);
    }
    company_.departments[DepartmentId(999 + length)].head = EmployeeId(3);
    LineRule rule = Head();
    rule.department_id = DepartmentId(1000);
    const bool found = Ask({rule}).ok();
    company_.departments.clear();
    return found;
  };
  EXPECT_TRUE(chain(static_cast<std::int64_t>(kLongestClimb)));
  EXPECT_FALSE(chain(static_cast<std::int64_t>(kLongestClimb) + 1));
}

// D6: which post acts is chosen.
TEST_F(Lines, APostActsWithItsOwnDepartmentAndManager) {
  Post post;
  post.id = PostId(5);
  post.department_id = DepartmentId(20);
  post.manager = EmployeeId(4);
  company_.posts[post.id] = post;
  company_.departments[DepartmentId(20)] = In(20, std::nullopt);
  company_.departments[DepartmentId(20)].head = EmployeeId(3);
  EXPECT_EQ(Ask({Manager(1)}, post.id)->person.id, EmployeeId(4));
  EXPECT_EQ(Ask({Head()}, post.id)->person.id, EmployeeId(3));
  EXPECT_EQ(Ask({Head()}, PostId(6)).error().slug, "post-not-found");
  company_.posts[post.id].manager = std::nullopt;
  EXPECT_EQ(Ask({Manager(1)}, post.id)->person.id, EmployeeId(2)) << "that of the main post";
}

TEST_F(Lines, ARingThatIsStoredEnds) {
  company_.Person(4, 2);
  EXPECT_EQ(Ask({Manager(3)})->person.id, EmployeeId(4));
  EXPECT_EQ(Ask({Manager(4)}).error().slug, "nobody-resolved");
  company_.departments[DepartmentId(10)].parent = DepartmentId(11);
  EXPECT_EQ(Ask({Head()}).error().slug, "nobody-resolved");
}

TEST_F(Lines, TheWayUpThroughManagersHasALongestLengthToo) {
  const auto climb = static_cast<std::int64_t>(kLongestClimb);
  // Everybody between has left, so that only the last one counts.
  const auto chain = [&](std::int64_t length) {
    company_.Person(1, 1000);
    for (std::int64_t id = 0; id < length; ++id) {
      company_.Person(1000 + id, 1001 + id);
      company_.people[EmployeeId(1000 + id)].active = id + 1 == length;
    }
    return Ask({Manager(1)}).ok();
  };
  // The person is one of those who were met.
  EXPECT_TRUE(chain(climb - 1));
  EXPECT_FALSE(chain(climb));
}

TEST_F(Lines, OfADateBeforeSomebodyWasThereNothingIsSaid) {
  company_.people[EmployeeId(1)].placement = std::nullopt;
  EXPECT_EQ(Ask({Manager(1)}).error().slug, "no-history");
}

// Today's place is what the person's row says, without its history.
TEST_F(Lines, TodayIsNotAskedAsADate) {
  const auto asked = [&](Date on) {
    EXPECT_TRUE(resolver_.Run({EmployeeId(1), {}, on, {Manager(1)}}).ok());
    return company_.asked_on;
  };
  EXPECT_EQ(asked(On(11, 27)), std::nullopt);
  EXPECT_EQ(asked(On(11, 26)), On(11, 26));
}

TEST_F(Lines, WhoOrWhatIsNotThereEndsTheWayUp) {
  company_.Person(4, 77);
  company_.departments[DepartmentId(10)].parent = DepartmentId(77);
  const auto answer =
      Ask({Manager(4), Head(), {.kind = LineRule::Kind::kRole, .role = "admin"}, Manager(1)});
  ASSERT_EQ(answer->before.size(), 3U);
  EXPECT_EQ(answer->before[0].detail.English(),
            "there are 3 active managers above, and number 4 was asked for");
  EXPECT_EQ(answer->before[1].name, "no-head");
  EXPECT_EQ(answer->before[2].name, "no-holder");
  EXPECT_EQ(answer->before[2].detail.English(), "nobody else who is active has this role");
}

TEST_F(Lines, AHolderWhoHasLeftIsNone) {
  company_.hr = {EmployeeId(4)};
  company_.people[EmployeeId(4)].active = false;
  EXPECT_EQ(Ask({{.kind = LineRule::Kind::kRole, .role = "hr"}}).error().slug, "nobody-resolved");
}

TEST_F(Lines, AnUnknownPersonIsNotFound) {
  EXPECT_EQ(resolver_.Run({EmployeeId(99), {}, {}, {Manager(1)}}).error().slug,
            "employee-not-found");
}

// A tree is written by hand, the list of departments by the library.
TEST(DepartmentTree, IsWrittenLikeTheDepartmentsOfAList) {
  std::vector<Department> departments;
  for (const std::string name :
       {"개발팀", "a \"quoted\" \\ name", "tab\tand\nline", "plain", "\x7F"}) {
    Department department;
    department.id = DepartmentId(static_cast<std::int64_t>(departments.size()) + 1);
    department.name = name;
    department.order = 7;
    department.version = 3;
    if (departments.size() % 2 == 1) {
      department.code = name;
      department.parent = DepartmentId(1);
      department.head = EmployeeId(17);
      department.active = false;
    }
    departments.push_back(department);
  }
  auto listed = json::Parse(PrintDepartments(departments)).value();
  for (auto& one : listed) one["children"] = json::Value::array();
  std::vector<DepartmentNode> flat;
  for (const auto& department : departments) flat.push_back({department, {}});
  EXPECT_EQ(json::Parse(PrintTree(flat)).value(), listed);
  const auto nested =
      json::Parse(PrintTree({{departments[0], {flat[1], flat[2]}}, flat[3]})).value();
  EXPECT_EQ(nested[0]["children"][1], listed[2]);
  EXPECT_EQ(nested[1], listed[3]);
  EXPECT_EQ(PrintTree({}), "[]");
}

}  // namespace
}  // namespace erp::employee
