// Imports of people on the real database, also beside others.
#include <atomic>

#include "employee_fixture.h"

namespace erp::employee {
namespace {

using testing::IsEmpty;

class PeopleFileStore : public EmployeeStore {
 protected:
  Result<ImportOutcome> Import(const std::string& rows, bool dry_run = false) {
    return app_.import_people.Run(
        [&] { return "사번,이름,이메일,부서,직위,관리자사번,입사일\n" + rows; },
        {.dry_run = dry_run, .create_missing = true, .actor = std::nullopt}, [] {});
  }
  static std::string Row(const std::string& number, const std::string& manager = "") {
    return number + ",김철수,k@example.com,본사/개발팀,과장," + manager + ",2020-03-02\n";
  }
  EmployeeId Numbered(const std::string& number) {
    return EmployeeId(Count("SELECT id FROM employees WHERE number = '" + number + "'"));
  }
  Employee Read(const std::string& number) {
    return app_.read_employees.Get(Numbered(number))->employee;
  }
  std::string Everything() {
    std::string text;
    auto lines = app_.export_people.Run(true);
    for (auto piece = lines.Next(); !piece.empty(); piece = lines.Next()) text += piece;
    return text;
  }
};

TEST_F(PeopleFileStore, AHireOfAFileIsAHireAsEveryOther) {
  // The manager comes later in the file, and everything is new.
  const auto outcome = Import(Row("E2", "E1") + Row("E1"));
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->plan.hired, 2U);
  const auto person = Read("E2");
  EXPECT_EQ(person.profile.manager, Numbered("E1"));
  EXPECT_EQ(person.profile.name, "김철수");
  EXPECT_EQ(person.profile.email, "k@example.com");
  EXPECT_EQ(person.profile.department, "개발팀");
  EXPECT_EQ(person.number, "E2");
  EXPECT_EQ(person.version, 1);
  for (const auto id : {Numbered("E1"), Numbered("E2")}) {
    ExpectLedgerIsSound(id);
    EXPECT_EQ(app_.read_employees.Get(id)->leave.available(), Minutes::OfDays(15));
    EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_ledger WHERE op_id = 'opening:" + id.str() + "'"),
              1);
    EXPECT_EQ(Count("SELECT COUNT(*) FROM outbox WHERE event_id = 'employee:" + id.str() +
                    ":1' "
                    "AND message_key = '" +
                    id.str() + "'"),
              1);
    const auto entries = app_.change_on_date.Read(id)->entries;
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(FormatDate(entries[0].effective_on), "2020-03-02");
    EXPECT_EQ(entries[0].kind, "hired");
  }
  EXPECT_TRUE(MetricIs("leave_ledger_entries_total{kind=\"GRANT\",outcome=\"applied\"} 2"));
}

TEST_F(PeopleFileStore, ADryRunAndAProblemChangeNothing) {
  ASSERT_TRUE(Import(Row("E1"), true).ok());
  ASSERT_TRUE(Import(Row("E1") + Row("E2", "E9")).ok());
  EXPECT_EQ(Count("SELECT COUNT(*) FROM employees"), 0);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM departments"), 0);
}

TEST_F(PeopleFileStore, AnImportAgainChangesNothing) {
  const auto file = Row("E1") + Row("E2", "E1") + Row("E3", "E2");
  ASSERT_TRUE(Import(file).ok());
  const auto messages = Count("SELECT COUNT(*) FROM outbox");
  const auto again = Import(file);
  EXPECT_EQ(again->plan.unchanged, 3U);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM outbox"), messages);
  EXPECT_EQ(Count("SELECT MAX(version) FROM employees"), 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM employee_history"), 3);
}

TEST_F(PeopleFileStore, WhoIsThereIsChangedPublishedAndKeptInTheHistory) {
  const auto id = Hire(Somebody("이영희", "영업팀"));
  Hire(Somebody("홍길동", "본사"));
  const auto outcome =
      app_.import_people.Run([] { return "id,number,department,manager\n1,E1,본사,#2\n"; },
                             {.dry_run = false, .actor = EmployeeId(2)}, [] {});
  ASSERT_TRUE(outcome.ok());
  ASSERT_THAT(outcome->plan.problems, IsEmpty());
  const auto person = app_.read_employees.Get(id)->employee;
  EXPECT_EQ(person.number, "E1");
  EXPECT_EQ(person.profile.department, "본사");
  EXPECT_EQ(person.profile.manager, EmployeeId(2));
  EXPECT_EQ(person.profile.name, "이영희");
  EXPECT_EQ(person.version, 2);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM outbox WHERE event_id = 'employee:1:2'"), 1);
  const auto entries = app_.change_on_date.Read(id)->entries;
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[1].kind, "changed");
  EXPECT_EQ(entries[1].note.actor, EmployeeId(2));
}

TEST_F(PeopleFileStore, ANumberAloneIsAChangeToo) {
  Hire();
  const auto outcome = app_.import_people.Run([] { return "id,number\n1,E1\n"; },
                                              {.dry_run = false, .actor = std::nullopt}, [] {});
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(Read("E1").version, 2);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM outbox WHERE event_id = 'employee:1:2'"), 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM employee_history"), 1) << "the place is the same";
}

TEST_F(PeopleFileStore, WhatIsExportedIsImportedWithoutAChange) {
  ASSERT_TRUE(Import(Row("E1") + Row("E2", "E1")).ok());
  Hire(Somebody("=이름, \"인용\"", "영업/관리"));
  const auto gone = Hire(Somebody("퇴사자", "영업팀"));
  ASSERT_TRUE(Leave(gone));
  const auto text = Everything();
  const auto outcome = app_.import_people.Run([&] { return text; },
                                              {.dry_run = false, .actor = std::nullopt}, [] {});
  ASSERT_TRUE(outcome.ok());
  EXPECT_THAT(outcome->plan.problems, IsEmpty());
  EXPECT_EQ(outcome->plan.unchanged, 3U);
  EXPECT_EQ(outcome->plan.left, 1U);
  EXPECT_EQ(Everything(), text);
}

// More than one transaction, most of it upside down in the file.
TEST_F(PeopleFileStore, ManyPartsAreEnteredManagersFirst) {
  std::string rows;
  constexpr int kPeople = 1234;
  for (int i = kPeople - 1; i >= 0; --i) {
    rows += Row("E" + std::to_string(i), i == 0 ? "" : "E" + std::to_string((i - 1) / 3));
  }
  ASSERT_EQ(Import(rows)->plan.hired, static_cast<std::size_t>(kPeople));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM employees e JOIN employees m ON m.id = e.manager_id WHERE "
                  "m.number = CONCAT('E', (CAST(SUBSTRING(e.number, 2) AS SIGNED) - 1) DIV 3)"),
            kPeople - 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_lots"), kPeople);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM outbox"), kPeople);
  // Everything the other way round: the last one is above all, two by two.
  rows.clear();
  for (int i = 0; i < kPeople; ++i) {
    const int above = kPeople - 1 - (kPeople - 2 - i) / 2;
    rows += Row("E" + std::to_string(i), i == kPeople - 1 ? "" : "E" + std::to_string(above));
  }
  const auto turned = Import(rows);
  ASSERT_TRUE(turned.ok()) << turned.error().slug;
  EXPECT_THAT(turned->plan.problems, IsEmpty());
  EXPECT_EQ(Import(rows)->plan.unchanged, static_cast<std::size_t>(kPeople));
}

TEST_F(PeopleFileStore, OneImportIsUnderWayAtATime) {
  std::atomic<int> done{0};
  std::atomic<int> refused{0};
  InParallel(
      [&](int n) {
        const auto outcome = Import(Row("E" + std::to_string(n % 2)));
        if (outcome) ++done;
        if (!outcome && outcome.error().slug == "import-under-way") ++refused;
      },
      8);
  EXPECT_EQ(done + refused, 8);
  EXPECT_GE(done, 1);
  EXPECT_TRUE(Import(Row("E0") + Row("E1")).ok()) << "the turn was given back";
  EXPECT_EQ(Count("SELECT COUNT(*) FROM employees"), 2);
}

TEST_F(PeopleFileStore, ATurnIsHeldUntilItEnds) {
  auto turn = organisation_.roll.TryBegin();
  ASSERT_NE(turn, nullptr);
  EXPECT_EQ(organisation_.roll.TryBegin(), nullptr);
  EXPECT_EQ(Import(Row("E1")).error().slug, "import-under-way");
  turn.reset();
  EXPECT_NE(organisation_.roll.TryBegin(), nullptr);
}

// Between the comparison and the entering somebody else was faster.
class Entering : public PeopleFileStore {
 protected:
  void SetUp() override {
    manager_ = Hire(Somebody("이영희", "개발팀"));
    department_ = app_.read_employees.Get(manager_)->employee.profile.department_id;
  }
  WantedPerson New(const std::string& number, std::optional<EmployeeId> manager = std::nullopt) {
    WantedPerson person{.row = 0, .id = std::nullopt, .number = number, .change = {}};
    person.change = {.name = "김철수", .department_id = department_, .position = "과장"};
    person.change.manager.emplace(manager);
    return person;
  }
  WantedPerson Known(EmployeeId id, std::optional<EmployeeId> manager) {
    WantedPerson person{.row = 1, .id = id};
    person.change.manager.emplace(manager);
    return person;
  }
  Result<std::vector<EmployeeId>> Enter(const std::vector<WantedPerson>& people) {
    return organisation_.roll.Enter(
        people, {{clock_.Now(), std::chrono::year(2026) / 11 / 27}, Minutes::OfDays(15), {}});
  }

  EmployeeId manager_;
  std::optional<DepartmentId> department_;
};

TEST_F(Entering, AllOrNobodyIsEntered) {
  ASSERT_TRUE(Enter({New("E1", manager_)}).ok());
  EXPECT_EQ(Enter({New("E2"), New("E1")}).error().fields.at(0).pointer, "/number");
  EXPECT_EQ(Enter({New("E3"), New("E4", EmployeeId(99))}).error().slug, "invalid-body");
  auto nowhere = New("E5");
  nowhere.change.department_id = DepartmentId(99);
  EXPECT_EQ(Enter({New("E6"), nowhere}).error().slug, "invalid-body");
  EXPECT_EQ(Enter({New("E7"), Known(EmployeeId(99), manager_)}).error().slug, "employee-not-found");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM employees"), 2);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_accounts"), 2);
}

TEST_F(Entering, WhoHasLeftIsNoManagerAndIsNotChanged) {
  const auto other = Hire();
  ASSERT_TRUE(Leave(manager_));
  EXPECT_EQ(Enter({New("E1", manager_)}).error().slug, "invalid-body");
  EXPECT_EQ(Enter({Known(other, manager_)}).error().slug, "invalid-body");
  EXPECT_EQ(Enter({Known(manager_, other)}).error().slug, "employee-inactive");
}

TEST_F(Entering, AClosedDepartmentTakesNobody) {
  const auto closed = app_.edit_organisation.Create({.name = "옛팀"})->id;
  ASSERT_TRUE(app_.edit_organisation.Change(closed, {.active = false}, {}).ok());
  auto person = New("E1");
  person.change.department_id = closed;
  EXPECT_EQ(Enter({person}).error().slug, "invalid-body");
}

TEST_F(Entering, ARingIsRefusedAlsoThroughOthersAndNewPeople) {
  const auto below = Hire();
  const auto lowest = Hire();
  ASSERT_TRUE(Enter({Known(below, manager_)}).ok());
  ASSERT_TRUE(Enter({Known(lowest, below)}).ok());
  EXPECT_EQ(Enter({Known(manager_, lowest)}).error().slug, "manager-ring");
  EXPECT_EQ(Enter({Known(manager_, manager_)}).error().slug, "invalid-body");
  auto top = Known(manager_, std::nullopt);
  top.manager_row = 0;
  EXPECT_EQ(Enter({New("E1", lowest), top}).error().slug, "manager-ring");
  // One that this very call takes apart.
  EXPECT_TRUE(Enter({Known(below, std::nullopt), Known(manager_, lowest)}).ok());
  EXPECT_EQ(app_.read_employees.Get(manager_)->employee.profile.manager, lowest);
}

}  // namespace
}  // namespace erp::employee
