// Who may see and do what about people.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/app/organisation/keep_posts.h"
#include "employee/app/organisation/people_rights.h"
#include "unit/employee_mock_organisation.h"

namespace erp::employee {
namespace {

using testing::_;
using testing::Return;

constexpr EmployeeId kDirector(1);
constexpr EmployeeId kManager(2);
constexpr EmployeeId kPerson(3);
constexpr EmployeeId kColleague(4);
constexpr EmployeeId kHead(5);
constexpr EmployeeId kHeadAbove(6);
constexpr EmployeeId kNobody(99);

// Person and colleague are led by the manager, and the manager by the director; they are in a
// department below another one, each with a head.
class Company : public LineSource {
 public:
  std::optional<PersonOn> Find(EmployeeId id, std::optional<Date> on) override {
    EXPECT_EQ(on, std::nullopt);
    ++found[id];
    if (id == kNobody) return std::nullopt;
    PersonOn person{id, "김서연", true, Placement{}};
    const auto manager = managers.find(id);
    if (manager != managers.end()) person.placement->manager = manager->second;
    person.placement->department_id = DepartmentId(10);
    if (unplaced.contains(id)) person.placement.reset();
    return person;
  }
  std::optional<Department> FindDepartment(DepartmentId id) override {
    ++departments_found;
    if (id == DepartmentId(10)) return Of(id, kHead, DepartmentId(11));
    if (id == DepartmentId(11)) return Of(id, kHeadAbove, top);
    return std::nullopt;
  }
  std::vector<Department> DepartmentsNamed(const std::string& /*name*/) override { return {}; }
  std::optional<Post> FindPost(EmployeeId /*id*/, PostId /*post*/) override { return {}; }
  std::vector<EmployeeId> Holders(const std::string& /*role*/, int /*limit*/) override {
    return {};
  }

  std::map<EmployeeId, EmployeeId> managers = {
      {kPerson, kManager}, {kColleague, kManager}, {kManager, kDirector}};
  std::optional<DepartmentId> top;
  std::set<EmployeeId> unplaced;
  std::map<EmployeeId, int> found;
  int departments_found = 0;

 private:
  static Department Of(DepartmentId id, EmployeeId head, std::optional<DepartmentId> parent) {
    Department department;
    department.id = id;
    department.head = head;
    department.parent = parent;
    return department;
  }
};

Viewer Somebody(EmployeeId id, std::vector<std::string> roles = {}) {
  return {id, std::move(roles)};
}

std::string Answer(const Result<void>& may) { return may ? "yes" : may.error().slug; }

struct SeeCase {
  std::string who;
  Viewer viewer;
  bool of_people;   // employment, leave, attendance
  bool quest_work;  // not asked through leading
};

const std::vector<SeeCase>& SeeCases() {
  static const std::vector<SeeCase> cases = {
      {"oneself", Somebody(kPerson), true, true},
      {"manager", Somebody(kManager), true, false},
      {"manager of the manager", Somebody(kDirector), true, false},
      {"head", Somebody(kHead), true, false},
      {"head of the department above", Somebody(kHeadAbove), true, false},
      {"colleague", Somebody(kColleague), false, false},
      {"who has the role employee", Somebody(kColleague, {"employee"}), false, false},
      {"who only has the role manager", Somebody(kColleague, {"manager"}), false, false},
      {"human resources", Somebody(kColleague, {"hr"}), true, true},
      {"auditor", Somebody(kColleague, {"auditor"}), true, true},
      {"administrator", Somebody(kColleague, {"admin"}), true, true},
      {"a service", Viewer{.unbounded = true}, true, true},
      {"nobody", Viewer{}, false, false},
  };
  return cases;
}

TEST(PeopleRights, SayWhoSeesWhatOfAPerson) {
  Company company;
  PeopleRights rights(company);
  for (const auto& test : SeeCases()) {
    for (const auto resource :
         {Resource::kEmployment, Resource::kLeave, Resource::kAttendance, Resource::kQuestWork}) {
      const bool may = resource == Resource::kQuestWork ? test.quest_work : test.of_people;
      EXPECT_EQ(Answer(rights.See(test.viewer, resource, kPerson)), may ? "yes" : "not-permitted")
          << test.who << " " << static_cast<int>(resource);
      const std::vector<bool> seen = {may};
      EXPECT_EQ(rights.Seen(test.viewer, resource, {{kPerson, kManager, DepartmentId(10)}}), seen)
          << test.who;
    }
  }
}

TEST(PeopleRights, NobodyLeadsThoseAbove) {
  Company company;
  PeopleRights rights(company);
  for (const auto above : {kManager, kDirector, kHead}) {
    EXPECT_EQ(Answer(rights.See(Somebody(kPerson), Resource::kLeave, above)), "not-permitted");
  }
}

TEST(PeopleRights, WhatIsInNoRowNobodyMay) {
  for (const auto& [who, viewer, of_people, quest_work] : SeeCases()) {
    EXPECT_EQ(Suffices(viewer, Verb::kSee, Resource::kRole, kPerson), viewer.unbounded) << who;
    EXPECT_EQ(Suffices(viewer, Verb::kGive, Resource::kLeave, kPerson), viewer.unbounded) << who;
  }
  EXPECT_TRUE(TiesFor(Verb::kGive, Resource::kLeave).empty());
}

TEST(PeopleRights, AnUnknownPersonIsUnknownToEverybody) {
  Company company;
  PeopleRights rights(company);
  EXPECT_EQ(Answer(rights.See(Somebody(kPerson), Resource::kLeave, kNobody)), "employee-not-found");
}

TEST(PeopleRights, RingsOfManagersAndDepartmentsEnd) {
  Company company;
  company.managers[kDirector] = kPerson;
  company.top = DepartmentId(10);
  PeopleRights rights(company);
  EXPECT_EQ(Answer(rights.See(Somebody(kColleague), Resource::kLeave, kPerson)), "not-permitted");
  EXPECT_EQ(Answer(rights.See(Somebody(kDirector), Resource::kLeave, kPerson)), "yes");
  company.managers[kPerson] = kPerson;
  EXPECT_EQ(Answer(rights.See(Somebody(kColleague), Resource::kLeave, kPerson)), "not-permitted");
  company.unplaced = {kPerson};
  EXPECT_EQ(Answer(rights.See(Somebody(kManager), Resource::kLeave, kPerson)), "not-permitted");
}

TEST(PeopleRights, ALongChainIsClimbedAsFarAsChainsMayBe) {
  Company company;
  company.managers.clear();
  for (int i = 1000; i < 1201; ++i) company.managers.insert({EmployeeId(i), EmployeeId(i + 1)});
  PeopleRights rights(company);
  const EmployeeId lowest(1000);
  EXPECT_EQ(Answer(rights.See(Somebody(EmployeeId(1199)), Resource::kLeave, lowest)), "yes");
  EXPECT_EQ(Answer(rights.See(Somebody(EmployeeId(1200)), Resource::kLeave, lowest)),
            "not-permitted");
}

TEST(PeopleRights, OneselfAndRolesCostNoLook) {
  Company company;
  PeopleRights rights(company);
  EXPECT_TRUE(rights.See(Somebody(kPerson), Resource::kLeave, kPerson).ok());
  EXPECT_TRUE(rights.See(Somebody(kColleague, {"hr"}), Resource::kLeave, kPerson).ok());
  EXPECT_TRUE(company.found.empty());
}

TEST(PeopleRights, APageAsksForEachManagerAndDepartmentOnce) {
  Company company;
  PeopleRights rights(company);
  std::vector<Placed> page;
  for (int i = 0; i < 50; ++i) page.push_back({EmployeeId(100 + i), kManager, DepartmentId(10)});
  page.push_back({kHead, std::nullopt, std::nullopt});
  page.push_back({kColleague, std::nullopt, DepartmentId(404)});
  const auto seen = rights.Seen(Somebody(kHead), Resource::kLeave, page);
  std::vector<bool> expected(51, true);
  expected.push_back(false);
  EXPECT_EQ(seen, expected);
  const std::map<EmployeeId, int> once = {{kManager, 1}, {kDirector, 1}};
  EXPECT_EQ(company.found, once);
  EXPECT_EQ(company.departments_found, 2);
}

TEST(PeopleRights, WorkOnAQuestIsSeenByItsCreatorToo) {
  const auto may = [](const Viewer& viewer) {
    return Suffices(viewer, Verb::kSee, Resource::kQuestWork, kPerson, kHead);
  };
  EXPECT_TRUE(may(Somebody(kHead)));
  EXPECT_TRUE(may(Somebody(kPerson)));
  EXPECT_FALSE(may(Somebody(kColleague)));
  EXPECT_FALSE(may(Viewer{}));
  EXPECT_FALSE(Suffices(Viewer{}, Verb::kSee, Resource::kQuestWork, std::nullopt, std::nullopt));
  EXPECT_FALSE(Suffices(Somebody(kHead), Verb::kSee, Resource::kLeave, kPerson, kHead))
      << "leave has no creator";
}

using Roles = std::vector<std::string>;

TEST(PeopleRights, RolesAreGivenByHumanResourcesAndAdministrators) {
  struct Case {
    std::string what;
    Viewer viewer;
    Roles before;
    Roles after;
    std::string answer;
  };
  const Viewer hr = Somebody(kHead, {"hr"});
  const Viewer admin = Somebody(kHead, {"admin"});
  const std::vector<Case> cases = {
      {"hr gives", hr, {"employee"}, {"auditor", "employee", "hr"}, "yes"},
      {"hr takes", hr, {"employee", "hr"}, {"employee"}, "yes"},
      {"hr makes an administrator", hr, {"employee"}, {"admin", "employee"}, "not-permitted"},
      {"hr takes one away", hr, {"admin", "employee"}, {"employee"}, "not-permitted"},
      {"hr leaves one", hr, {"admin", "employee"}, {"admin", "employee", "manager"}, "yes"},
      {"admin makes one", admin, {"employee"}, {"admin", "employee"}, "yes"},
      {"admin takes one", admin, {"admin", "employee"}, {"employee"}, "yes"},
      {"admin gives", admin, {"employee"}, {"employee", "hr"}, "yes"},
      {"auditor", Somebody(kHead, {"auditor"}), {"employee"}, {"employee", "hr"}, "not-permitted"},
      {"manager", Somebody(kManager), {"employee"}, {"employee", "hr"}, "not-permitted"},
      {"a colleague takes",
       Somebody(kColleague),
       {"employee", "hr"},
       {"employee"},
       "not-permitted"},
      {"nobody", Viewer{}, {"employee"}, {"employee", "hr"}, "not-permitted"},
      {"dev mode", Viewer{.person = kPerson, .unbounded = true}, {}, {"admin"}, "yes"},
      {"hr for oneself",
       Somebody(kPerson, {"hr"}),
       {"employee", "hr"},
       {"auditor", "employee", "hr"},
       "own-role"},
      {"hr by department for oneself",
       Somebody(kPerson, {"hr"}),
       {"employee"},
       {"employee", "hr"},
       "own-role"},
      {"admin for oneself",
       Somebody(kPerson, {"admin"}),
       {"admin", "employee"},
       {"admin", "employee", "hr"},
       "own-role"},
      {"oneself the administrator",
       Somebody(kPerson, {"hr"}),
       {"employee", "hr"},
       {"admin", "employee", "hr"},
       "not-permitted"},
      {"oneself for oneself", Somebody(kPerson), {"employee"}, {"employee", "hr"}, "not-permitted"},
      {"giving up one's own", Somebody(kPerson, {"hr"}), {"employee", "hr"}, {"employee"}, "yes"},
      {"giving up administration",
       Somebody(kPerson, {"admin"}),
       {"admin", "employee"},
       {"employee"},
       "yes"},
  };
  for (const auto& test : cases) {
    EXPECT_EQ(Answer(PeopleRights::Give(test.viewer, kPerson, test.before, test.after)),
              test.answer)
        << test.what;
  }
}

TEST(KeepPosts, RolesThatMayNotBeGivenAreNotSet) {
  testing::StrictMock<MockPosts> posts;
  SystemClock clock;
  KeepPosts keep(posts, CompanyClock(clock, TimeZone("Asia/Seoul")));
  EXPECT_CALL(posts, Roles(kPerson)).WillRepeatedly(Return(Roles{}));
  EXPECT_CALL(posts, Roles(kNobody)).WillRepeatedly(Return(std::nullopt));
  const Viewer hr = Somebody(kHead, {"hr"});
  EXPECT_EQ(keep.SetRoles(kPerson, {"admin"}, hr).error().slug, "not-permitted");
  EXPECT_EQ(keep.SetRoles(kNobody, {"hr"}, hr).error().slug, "employee-not-found");
  const Roles set = {"auditor", "employee"};
  EXPECT_CALL(posts, SetRoles(kPerson, set, _)).WillOnce(Return(set));
  EXPECT_EQ(keep.SetRoles(kPerson, {"auditor"}, hr).value(), set);
}

}  // namespace
}  // namespace erp::employee
