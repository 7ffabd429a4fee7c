// Departments, dates, posts and lines on the real database; races with parallel threads.
#include <algorithm>
#include <atomic>
#include <random>

#include "employee/store/organisation/link_organisation.h"
#include "employee_fixture.h"

namespace erp::employee {
namespace {

using std::chrono::days;

class Organisation : public EmployeeStore {
 protected:
  DepartmentId Make(const std::string& name, std::optional<DepartmentId> parent = std::nullopt) {
    DepartmentChange change{.name = name};
    change.parent.emplace(parent);
    return app_.edit_organisation.Create(change).value().id;
  }
  Result<Department> Move(DepartmentId id, std::optional<DepartmentId> parent) {
    DepartmentChange change;
    change.parent.emplace(parent);
    return app_.edit_organisation.Change(id, change, std::nullopt);
  }
  Employee Read(EmployeeId id) { return app_.read_employees.Get(id)->employee; }
  Date Today() { return TimeZone("Asia/Seoul").DateAt(clock_.Now()); }
  Date In(int count) { return std::chrono::sys_days(Today()) + days(count); }

  Result<PlacementHistory::Recorded> Plan(EmployeeId id, Date on, PlacementChange change) {
    return app_.change_on_date.Record(id, {on, std::move(change), {.reason = "인사 발령"}});
  }
  Result<Approver> Ask(EmployeeId id, LineRule rule, std::optional<Date> on = std::nullopt) {
    return app_.resolve_approver.Run({id, std::nullopt, on, {std::move(rule)}});
  }
};

TEST_F(Organisation, AnUnknownDepartmentNameBecomesOneAtTheRootOnce) {
  const auto first = Hire(Somebody("김철수", "개발팀"));
  const auto second = Hire(Somebody("이영희", "개발팀"));
  ASSERT_TRUE(Read(first).profile.department_id.has_value());
  EXPECT_EQ(Read(first).profile.department_id, Read(second).profile.department_id);
  const auto tree = app_.read_organisation.Tree();
  ASSERT_EQ(tree.size(), 1U);
  EXPECT_EQ(tree[0].department.name, "개발팀");
}

TEST_F(Organisation, ManyWhoNameANewDepartmentAtOnceMakeItOnce) {
  InParallel([&](int n) { Hire(Somebody("사람" + std::to_string(n), "신설팀", "신직위")); });
  EXPECT_EQ(Count("SELECT COUNT(*) FROM departments WHERE name = '신설팀'"), 1);
  EXPECT_EQ(Count("SELECT COUNT(DISTINCT department_id) FROM employees"), 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM positions WHERE name = '신직위'"), 1);
}

TEST_F(Organisation, ANameThatSeveralDepartmentsHaveNeedsAnId) {
  const auto east = Make("동부");
  const auto west = Make("서부");
  Make("영업팀", east);
  const auto wanted = Make("영업팀", west);
  const auto refused = app_.create_employee.Run(Somebody("김철수", "영업팀"), std::nullopt);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/department");
  auto profile = Somebody("김철수", "영업팀");
  profile.department_id = wanted;
  EXPECT_EQ(Read(Hire(profile)).profile.department_id, wanted);
  profile.department = "개발팀";
  EXPECT_FALSE(app_.create_employee.Run(profile, std::nullopt).ok());
}

TEST_F(Organisation, SiblingsHaveDifferentNamesAndCousinsMayShareOne) {
  const auto east = Make("동부");
  Make("영업팀", east);
  DepartmentChange again{.name = "영업팀"};
  again.parent.emplace(east);
  EXPECT_EQ(app_.edit_organisation.Create(again).error().slug, "department-exists");
  EXPECT_EQ(app_.edit_organisation.Create({.name = "동부"}).error().slug, "department-exists")
      << "also at the root";
  Make("영업팀", Make("서부"));
}

TEST_F(Organisation, ANewNameIsThatOfItsPeople) {
  const auto person = Hire(Somebody("김철수", "개발팀"));
  const auto id = Read(person).profile.department_id.value();
  ASSERT_TRUE(app_.edit_organisation.Change(id, {.name = "플랫폼팀"}, 1).ok());
  EXPECT_EQ(Read(person).profile.department, "플랫폼팀");
  EXPECT_EQ(Read(person).version, 2);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM outbox WHERE event_id = 'employee:1:2'"), 1)
      << "other services learn of it";
  EXPECT_EQ(app_.edit_organisation.Change(id, {.name = "다른팀"}, 1).error().slug,
            "version-mismatch");
  EXPECT_TRUE(app_.edit_organisation.Change(id, {.name = "플랫폼팀"}, 1).ok()) << "a repeat";
}

TEST_F(Organisation, ADepartmentInUseIsNotClosedAndAClosedOneTakesNobody) {
  const auto person = Hire(Somebody("김철수", "개발팀"));
  const auto id = Read(person).profile.department_id.value();
  EXPECT_EQ(app_.edit_organisation.Change(id, {.active = false}, {}).error().slug,
            "department-in-use");
  ASSERT_TRUE(app_.change_employee.Run(person, {.department = "인사팀"}, {}).ok());
  ASSERT_TRUE(app_.edit_organisation.Change(id, {.active = false}, {}).ok());
  const auto refused = app_.create_employee.Run(Somebody("이영희", "개발팀"), std::nullopt);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/department");
}

TEST_F(Organisation, ADepartmentIsNeverBelowItself) {
  const auto a = Make("가");
  const auto b = Make("나", a);
  const auto c = Make("다", b);
  EXPECT_EQ(Move(a, c).error().slug, "department-ring");
  EXPECT_EQ(Move(a, a).error().slug, "department-ring");
  EXPECT_TRUE(Move(c, a).ok());
  EXPECT_TRUE(Move(b, c).ok());
}

// Random moves on many threads: from everywhere the root is reached.
TEST_F(Organisation, ParallelMovesNeverCloseARing) {
  constexpr int kCount = 8;
  std::vector<DepartmentId> all;
  for (int n = 0; n < kCount; ++n) all.push_back(Make("부서" + std::to_string(n)));
  std::atomic<int> moved{0};
  InParallel([&](int n) {
    std::mt19937 random(static_cast<unsigned>(n));
    for (int round = 0; round < 12; ++round) {
      const auto id = all[random() % kCount];
      const auto parent = random() % 5 == 0 ? std::nullopt : std::optional(all[random() % kCount]);
      if (Move(id, parent).ok()) ++moved;
    }
  });
  EXPECT_GT(moved, kCount);
  for (const auto id : all) {
    std::optional<DepartmentId> next = id;
    for (int level = 0; next; ++level) {
      ASSERT_LE(level, kCount) << "a ring above " << id.str();
      next = app_.read_organisation.Get(*next)->parent;
    }
  }
}

TEST_F(Organisation, TheHistorySaysWhoWasWhoseManagerOnADate) {
  const auto old_manager = Hire();
  const auto new_manager = Hire();
  auto profile = Somebody();
  profile.hired_on = In(-100);
  profile.manager = old_manager;
  const auto person = Hire(profile);
  ASSERT_TRUE(app_.change_employee.Run(person, {.manager = std::optional(new_manager)}, {}).ok());
  EXPECT_EQ(app_.change_on_date.On(person, In(-1))->placement.manager, old_manager);
  EXPECT_EQ(app_.change_on_date.On(person, {})->placement.manager, new_manager);
  EXPECT_EQ(app_.change_on_date.On(person, In(-101)).error().slug, "no-history");
  EXPECT_EQ(Ask(person, {}, In(-1))->person.id, old_manager);
  EXPECT_EQ(Ask(person, {})->person.id, new_manager);
}

TEST_F(Organisation, AChangeHappensOnItsDayAndOnce) {
  const auto person = Hire();
  ASSERT_TRUE(Plan(person, In(1), {.position = "차장"})->planned.has_value());
  EXPECT_EQ(Read(person).profile.position, "과장");
  EXPECT_EQ(app_.change_on_date.On(person, In(2))->placement.position, "차장");
  EXPECT_EQ(app_.apply_due_changes.Run(In(1)).applied, 0) << "not before its day";
  database_.session().Execute("UPDATE planned_changes SET effective_on = ?", {FormatDate(Today())});
  std::atomic<int> applied{0};
  InParallel([&](int) { applied += app_.apply_due_changes.Run(Today()).applied; }, 4);
  EXPECT_GE(applied, 1);
  EXPECT_EQ(Read(person).profile.position, "차장");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM employee_history WHERE employee_id = " + person.str()), 2);
  EXPECT_EQ(app_.apply_due_changes.Run(Today()).applied, 0);
}

TEST_F(Organisation, TheJobSaysWhatItWouldDoAndWhatItDid) {
  const auto person = Hire();
  ASSERT_TRUE(Plan(person, In(1), {.position = "차장"}).ok());
  database_.session().Execute("UPDATE planned_changes SET effective_on = ?", {FormatDate(Today())});
  const auto run = [&](bool dry_run) {
    return app_.run_job.Run({}, "planned-changes", Today(), dry_run, false)->report.lines;
  };
  EXPECT_THAT(run(true), testing::ElementsAre("CHANGE 1 of employee 1"));
  EXPECT_EQ(Read(person).profile.position, "과장");
  EXPECT_THAT(run(false), testing::ElementsAre("CHANGE 1 of employee 1"));
  EXPECT_EQ(Read(person).profile.position, "차장");
}

TEST_F(Organisation, APlanThatCannotHappenIsRefusedVisiblyAndOthersGoOn) {
  const auto leaver = Hire();
  const auto stays = Hire();
  ASSERT_TRUE(Plan(leaver, In(1), {.position = "차장"}).ok());
  ASSERT_TRUE(Plan(stays, In(1), {.position = "차장"}).ok());
  ASSERT_TRUE(Leave(leaver));
  database_.session().Execute("UPDATE planned_changes SET effective_on = ?", {FormatDate(Today())});
  const auto done = app_.apply_due_changes.Run(Today());
  EXPECT_EQ(done.applied, 1);
  EXPECT_EQ(done.refused, 1);
  const auto plan = app_.change_on_date.Read(leaver)->plans.at(0);
  EXPECT_EQ(plan.state, PlanState::kRefused);
  EXPECT_EQ(plan.refusal, "employee-inactive");
}

TEST_F(Organisation, ACanceledPlanDoesNotHappen) {
  const auto person = Hire();
  const auto plan = Plan(person, In(1), {.position = "차장"})->planned.value();
  ASSERT_TRUE(app_.change_on_date.Cancel(person, plan.id).ok());
  ASSERT_TRUE(app_.change_on_date.Cancel(person, plan.id).ok()) << "a repeat";
  EXPECT_EQ(app_.change_on_date.Cancel(person, 99).error().slug, "change-not-found");
  EXPECT_EQ(app_.change_on_date.On(person, In(2))->placement.position, "과장");
}

TEST_F(Organisation, ACorrectionHoldsFromItsDateUntilTheNextEntry) {
  auto profile = Somebody();
  profile.hired_on = In(-100);
  const auto person = Hire(profile);
  ASSERT_TRUE(Plan(person, In(-10), {.position = "차장"}).ok());
  EXPECT_EQ(Read(person).profile.position, "차장") << "nothing came after it";
  ASSERT_TRUE(Plan(person, In(-50), {.position = "대리"}).ok());
  EXPECT_EQ(Read(person).profile.position, "차장") << "the later entry goes on";
  EXPECT_EQ(app_.change_on_date.On(person, In(-20))->placement.position, "대리");
  EXPECT_EQ(app_.change_on_date.On(person, In(-70))->placement.position, "과장");
  ASSERT_TRUE(Plan(person, In(-50), {.position = "대리"}).ok());
  EXPECT_EQ(app_.change_on_date.Read(person)->entries.size(), 3U) << "a repeat is none";
  EXPECT_EQ(Plan(person, In(-101), {.position = "대리"}).error().slug, "no-history");
}

TEST_F(Organisation, ACorrectionThatIsRefusedLeavesNothingBehind) {
  const auto above = Hire(Somebody("상사", "개발팀"));
  auto profile = Somebody("부하", "개발팀");
  profile.manager = above;
  const auto below = Hire(profile);
  const auto entries = Count("SELECT COUNT(*) FROM employee_history");
  const auto departments = Count("SELECT COUNT(*) FROM departments");
  PlacementChange ring{.department = "신설팀"};
  ring.manager.emplace(below);
  EXPECT_EQ(Plan(above, Today(), ring).error().slug, "manager-ring");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM employee_history"), entries);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM departments"), departments);
  EXPECT_EQ(Read(above).profile.manager, std::nullopt);
}

TEST_F(Organisation, ARequestWithAKeyMakesItsThingOnce) {
  const RequestKey key{"k", "this", EmployeeId(1)};
  const RequestKey other{"k", "that", EmployeeId(1)};
  const auto team = app_.edit_organisation.Create({.name = "동부"}, key);
  ASSERT_TRUE(team.ok());
  EXPECT_FALSE(team->replayed);
  ASSERT_TRUE(app_.edit_organisation.Change(team->id, {.name = "동부팀"}, {}).ok());
  const auto again = app_.edit_organisation.Create({.name = "동부"}, key);
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->id, team->id);
  EXPECT_EQ(again->name, "동부팀") << "as it is now";
  EXPECT_EQ(app_.edit_organisation.Create({.name = "서부"}, other).error().slug,
            "idempotency-key-reused");

  const auto position = app_.edit_organisation.CreatePosition("수석", 55, key);
  ASSERT_TRUE(position.ok()) << "another route has keys of its own";
  EXPECT_EQ(app_.edit_organisation.CreatePosition("수석", 55, key)->id, position->id);
  EXPECT_EQ(app_.edit_organisation.CreatePosition("차석", 54, other).error().slug,
            "idempotency-key-reused");

  const auto person = Hire(Somebody("김철수", "개발팀"));
  Post post;
  post.department = "신사업팀";
  post.position = "차장";
  const auto added = app_.keep_posts.Add(person, post, key);
  ASSERT_TRUE(added.ok());
  const auto added_again = app_.keep_posts.Add(person, post, key);
  EXPECT_TRUE(added_again->replayed);
  EXPECT_EQ(added_again->id, added->id);
  EXPECT_EQ(app_.keep_posts.Posts(person)->size(), 1U);
  EXPECT_EQ(app_.keep_posts.Add(person, post, other).error().slug, "idempotency-key-reused");

  const DatedChange change{In(3), {.position = "부장"}, {.reason = "승진"}};
  const auto planned = app_.change_on_date.Record(person, change, key);
  ASSERT_TRUE(planned.ok());
  const auto planned_again = app_.change_on_date.Record(person, change, key);
  EXPECT_TRUE(planned_again->replayed);
  EXPECT_EQ(planned_again->planned->id, planned->planned->id);
  EXPECT_EQ(app_.change_on_date.Read(person)->plans.size(), 1U);
  EXPECT_EQ(app_.change_on_date.Record(person, change, other).error().slug,
            "idempotency-key-reused");
}

TEST_F(Organisation, ParallelRequestsWithOneKeyMakeOneThing) {
  const RequestKey key{"k", "this", EmployeeId(1)};
  const auto person = Hire(Somebody("김철수", "개발팀"));
  const DatedChange change{In(3), {.position = "부장"}, {.reason = "승진"}};
  Post post;
  post.department = "신사업팀";
  post.position = "차장";
  InParallel([&](int) {
    EXPECT_TRUE(app_.edit_organisation.Create({.name = "동부"}, key).ok());
    EXPECT_TRUE(app_.edit_organisation.CreatePosition("수석", 55, key).ok());
    EXPECT_TRUE(app_.keep_posts.Add(person, post, key).ok());
    EXPECT_TRUE(app_.change_on_date.Record(person, change, key).ok());
  });
  EXPECT_EQ(Count("SELECT COUNT(*) FROM departments WHERE name = '동부'"), 1);
  EXPECT_EQ(app_.keep_posts.Posts(person)->size(), 1U);
  EXPECT_EQ(app_.change_on_date.Read(person)->plans.size(), 1U);
}

TEST_F(Organisation, ARefusedRequestKeepsNoKey) {
  const RequestKey key{"k", "this", EmployeeId(1)};
  Make("동부");
  EXPECT_EQ(app_.edit_organisation.Create({.name = "동부"}, key).error().slug, "department-exists");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM idempotency"), 0);
}

TEST_F(Organisation, PostsAreAddedAndEndAndTheirDepartmentStaysOpen) {
  const auto person = Hire();
  Post post;
  post.department = "신사업팀";
  post.position = "차장";
  post.title = "팀장";
  const auto added = app_.keep_posts.Add(person, post);
  ASSERT_TRUE(added.ok());
  EXPECT_EQ(
      app_.edit_organisation.Change(*added->department_id, {.active = false}, {}).error().slug,
      "department-in-use");
  ASSERT_EQ(app_.keep_posts.Posts(person)->size(), 1U);
  EXPECT_TRUE(app_.keep_posts.End(person, added->id).ok());
  EXPECT_TRUE(app_.keep_posts.End(person, added->id).ok());
  EXPECT_TRUE(app_.keep_posts.Posts(person)->empty());
  EXPECT_EQ(app_.keep_posts.End(person, PostId(99)).error().slug, "post-not-found");
  EXPECT_EQ(app_.keep_posts.Add(EmployeeId(99), post).error().slug, "employee-not-found");
}

TEST_F(Organisation, ARoleHolderIsFoundWhileActive) {
  const auto person = Hire();
  const auto first = Hire();
  const auto second = Hire();
  const Viewer anybody{.unbounded = true};
  ASSERT_TRUE(app_.keep_posts.SetRoles(first, {"hr"}, anybody).ok());
  ASSERT_TRUE(app_.keep_posts.SetRoles(second, {"hr", "admin"}, anybody).ok());
  const LineRule rule{.kind = LineRule::Kind::kRole, .role = "hr"};
  EXPECT_EQ(Ask(person, rule)->person.id, first);
  ASSERT_TRUE(Leave(first));
  EXPECT_EQ(Ask(person, rule)->person.id, second);
  ASSERT_TRUE(app_.keep_posts.SetRoles(second, {}, anybody).ok());
  EXPECT_EQ(Ask(person, rule).error().slug, "nobody-resolved");
}

TEST_F(Organisation, APageOfPeopleIsSeenByThoseWhoLeadThem) {
  const auto above = Make("본부");
  const auto team = Make("개발팀", above);
  const auto director = Hire(Somebody("김이사", "경영"));
  const auto head = Hire(Somebody("박부장", "경영"));
  DepartmentChange led;
  led.head.emplace(head);
  ASSERT_TRUE(app_.edit_organisation.Change(above, led, std::nullopt).ok());
  auto profile = Somebody("이과장", "개발팀");
  profile.manager = director;
  const auto manager = Hire(profile);
  std::vector<Placed> page{{director, std::nullopt, std::nullopt}};
  for (int n = 0; n < 20; ++n) {
    profile = Somebody("사람" + std::to_string(n), "개발팀");
    profile.manager = manager;
    page.push_back({Hire(profile), manager, team});
  }
  const auto seen = [&](EmployeeId viewer) {
    const Viewer who{viewer, {"manager"}};
    const auto answers = app_.people_rights.Seen(who, Resource::kLeave, page);
    for (std::size_t i = 0; i < page.size(); ++i) {
      EXPECT_EQ(app_.people_rights.See(who, Resource::kLeave, page[i].id).ok(), answers[i]);
    }
    return std::count(answers.begin(), answers.end(), true);
  };
  EXPECT_EQ(seen(director), 21) << "by managers";
  EXPECT_EQ(seen(manager), 20);
  EXPECT_EQ(seen(head), 20) << "by the head of the department above";
  EXPECT_EQ(seen(page[1].id), 1) << "oneself";
}

// A daemon of before knows neither departments nor a history.
TEST_F(Organisation, WhatADaemonOfBeforeWroteIsLinkedOnce) {
  const auto person = Hire(Somebody("김철수", "개발팀"));
  database_.session().Execute("UPDATE employees SET department = '인사팀', position = '수석'", {});
  database_.session().Execute("DELETE FROM employee_history", {});
  const auto linked = LinkOrganisation(database_.session());
  EXPECT_EQ(linked.placed, 1);
  EXPECT_EQ(linked.entries, 1);
  const auto profile = Read(person).profile;
  EXPECT_EQ(app_.read_organisation.Get(*profile.department_id)->name, "인사팀");
  EXPECT_EQ(app_.change_on_date.On(person, {})->placement.department, "인사팀");
  const auto again = LinkOrganisation(database_.session());
  EXPECT_EQ(again.placed + again.entries, 0);
}

}  // namespace
}  // namespace erp::employee
