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
#include "employee/app/quest/read_quests.h"
#include "unit/employee_mock_organisation.h"
#include "unit/employee_mock_quests.h"

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
  std::vector<PersonOn> FindPeople(const std::vector<EmployeeId>& ids) override {
    ++questions;
    std::vector<PersonOn> people;
    for (const auto id : ids) {
      if (auto person = Find(id, std::nullopt)) people.push_back(*person);
    }
    return people;
  }
  std::vector<Department> FindDepartments(const std::vector<DepartmentId>& ids) override {
    ++questions;
    std::vector<Department> departments;
    for (const auto id : ids) {
      if (auto department = FindDepartment(id)) departments.push_back(*department);
    }
    return departments;
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
  int questions = 0;

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

TEST(PeopleRights, APageAsksForEachManagerAndDepartmentOnceAndForALevelTogether) {
  Company company;
  PeopleRights rights(company);
  std::vector<Placed> page;
  for (int i = 0; i < 50; ++i) page.push_back({EmployeeId(100 + i), kManager, DepartmentId(10)});
  page.push_back({kHeadAbove, std::nullopt, std::nullopt});
  page.push_back({kColleague, EmployeeId(7), DepartmentId(404)});
  const auto seen = rights.Seen(Somebody(kHeadAbove), Resource::kLeave, page);
  std::vector<bool> expected(51, true);
  expected.push_back(false);
  EXPECT_EQ(seen, expected);
  const std::map<EmployeeId, int> once = {{kManager, 1}, {kDirector, 1}, {EmployeeId(7), 1}};
  EXPECT_EQ(company.found, once);
  EXPECT_EQ(company.departments_found, 3);
  EXPECT_EQ(company.questions, 4) << "managers and departments, two levels each";
}

TEST(PeopleRights, NothingIsAskedForAboveTheViewer) {
  Company company;
  PeopleRights rights(company);
  EXPECT_EQ(rights.Seen(Somebody(kManager), Resource::kLeave, {{kPerson, kManager, std::nullopt}}),
            std::vector<bool>{true});
  EXPECT_EQ(company.questions, 0);
  EXPECT_EQ(
      rights.Seen(Somebody(kHead), Resource::kLeave, {{kPerson, std::nullopt, DepartmentId(10)}}),
      std::vector<bool>{true});
  EXPECT_EQ(company.questions, 1);
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

TEST(ReadQuests, WaitingWorkIsAskedForAsTheViewerMaySeeIt) {
  testing::StrictMock<MockQuestLists> reader;
  SystemClock clock;
  ReadQuests quests(reader, CompanyClock(clock, TimeZone("Asia/Seoul")));
  std::optional<WorkSeenBy> asked;
  int times = 0;
  EXPECT_CALL(reader, Waiting(_, _, _))
      .WillRepeatedly([&](const auto&, const std::optional<WorkSeenBy>& seen_by, const auto&) {
        asked = seen_by;
        ++times;
        return std::vector<ParticipationView>();
      });
  EXPECT_CALL(reader, DepartmentOf(kPerson)).WillRepeatedly(Return("개발팀"));
  EXPECT_CALL(reader, DepartmentOf(kNobody)).WillRepeatedly(Return(std::nullopt));
  quests.Waiting(Somebody(kPerson), std::nullopt, {});
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->person, kPerson);
  EXPECT_EQ(asked->department, "개발팀");
  quests.Waiting(Somebody(kNobody), std::nullopt, {});
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->department, "");
  for (const char* role : {"hr", "auditor", "admin"}) {
    quests.Waiting(Somebody(kPerson, {role}), std::nullopt, {});
    EXPECT_FALSE(asked) << role;
  }
  quests.Waiting(Viewer{.unbounded = true}, std::nullopt, {});
  EXPECT_FALSE(asked);
  EXPECT_EQ(times, 6);
  EXPECT_TRUE(quests.Waiting(Viewer{}, std::nullopt, {}).empty());
  EXPECT_EQ(times, 6) << "nobody is asked for";
}

TEST(ReadQuests, AttemptsAreSeenByThePersonTheCreatorAndTheDepartment) {
  testing::StrictMock<MockQuestLists> reader;
  SystemClock clock;
  ReadQuests quests(reader, CompanyClock(clock, TimeZone("Asia/Seoul")));
  QuestView view;
  view.quest.creator = kHead;
  view.quest.department = "개발팀";
  EXPECT_CALL(reader, Find(QuestId(1))).WillRepeatedly(Return(view));
  EXPECT_CALL(reader, Find(QuestId(2))).WillRepeatedly(Return(std::nullopt));
  EXPECT_CALL(reader, Attempts(QuestId(1), kPerson))
      .WillRepeatedly(Return(std::vector<Attempt>(1)));
  EXPECT_CALL(reader, DepartmentOf(kColleague)).WillRepeatedly(Return("개발팀"));
  EXPECT_CALL(reader, DepartmentOf(kDirector)).WillRepeatedly(Return("영업팀"));
  const auto answer = [&](const Viewer& viewer) {
    const auto attempts = quests.Attempts(viewer, QuestId(1), kPerson);
    return attempts ? std::to_string(attempts->size()) : attempts.error().slug;
  };
  for (const auto& viewer : {Somebody(kPerson), Somebody(kHead), Somebody(kColleague),
                             Somebody(kDirector, {"hr"}), Somebody(kDirector, {"auditor"}),
                             Somebody(kDirector, {"admin"}), Viewer{.unbounded = true}}) {
    EXPECT_EQ(answer(viewer), "1");
  }
  EXPECT_EQ(answer(Somebody(kDirector)), "not-permitted");
  EXPECT_EQ(answer(Viewer{}), "not-permitted");
  EXPECT_EQ(quests.Attempts(Somebody(kPerson), QuestId(2), kPerson).error().slug,
            "quest-not-found");
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
