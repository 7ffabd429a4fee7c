// The people file: how it is read, what is wrong with a row, and what an import of it would do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/api/korean.h"
#include "employee/api/organisation/query.h"
#include "employee/app/organisation/export_people.h"
#include "employee/app/organisation/import_people.h"
#include "employee/domain/organisation/import_plan.h"
#include "http/language.h"
#include "unit/employee_mock_organisation.h"

namespace erp::employee {
namespace {

using std::chrono::year;
using testing::_;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::NiceMock;
using testing::Return;
using Column = PeopleColumn;
using Kind = ProblemKind;

// "2 manager manager-not-found"
std::vector<std::string> Told(const std::vector<RowProblem>& problems) {
  std::vector<std::string> told;
  for (const auto& problem : problems) {
    std::string line = std::to_string(problem.row);
    line.append(" ").append(Name(problem.column)).append(" ").append(Code(problem.kind));
    told.push_back(std::move(line));
  }
  return told;
}

std::vector<std::string> ProblemsOf(const std::string& text) {
  return Told(ReadPeopleFile(text).problems);
}

constexpr const char* kHead = "사번,이름,이메일,부서,직위,관리자 사번,입사일,퇴사일\n";
std::string File(const std::string& rows) { return std::string(kHead) + rows; }

TEST(PeopleFile, ARowIsReadByItsHeadings) {
  const auto file = ReadPeopleFile(
      "\xEF\xBB\xBF이름,사번,이메일,부서,직위,관리자 사번,입사일,시스템번호\r\n"
      "김철수 ,E1,kim@example.com,본사/개발팀,과장,E9,2020-03-02,7\r\n"
      "이영희,E2,,본사/개발팀,과장,,,\r\n");
  ASSERT_THAT(file.problems, IsEmpty());
  ASSERT_EQ(file.rows.size(), 2U);
  const auto& row = file.rows[0];
  EXPECT_EQ(row.row, 2U);
  EXPECT_EQ(row.id, EmployeeId(7));
  EXPECT_EQ(row.number, "E1");
  EXPECT_EQ(row.name, "김철수");
  EXPECT_EQ(row.email, "kim@example.com");
  EXPECT_EQ(row.manager, "E9");
  EXPECT_EQ(row.hired_on, Date(year(2020) / 3 / 2));
  EXPECT_EQ(file.departments.texts(), std::vector<std::string>{"본사/개발팀"}) << "kept once";
  EXPECT_EQ(file.rows[1].department, 0U);
  EXPECT_EQ(file.positions.texts(), std::vector<std::string>{"과장"});
  EXPECT_EQ(file.rows[1].id, std::nullopt);
  EXPECT_EQ(file.rows[1].row, 3U);
  EXPECT_TRUE(file.Has(Column::kId));
  EXPECT_FALSE(file.Has(Column::kLeftOn));
}

TEST(PeopleFile, HeadingsAreEnglishTooAndTheirSpellingIsLoose) {
  const auto file = ReadPeopleFile(
      "Employee-Number,NAME,E_mail,Department,position,manager,"
      "hire date,leftOn,id,\nE1,a,,b,c,,,,,\n");
  EXPECT_THAT(file.problems, IsEmpty());
  for (std::size_t i = 0; i < kPeopleColumns; ++i) EXPECT_TRUE(file.has.at(i)) << i;
}

TEST(PeopleFile, AHeadingThatIsNotKnownOrThereTwiceStopsTheReading) {
  EXPECT_THAT(ProblemsOf("사번,사원 번호,연봉\n1,2,3\n"),
              ElementsAre("1 number repeated-column", "1 row unknown-column"));
  EXPECT_THAT(ProblemsOf("이름,부서\n1,2\n"), ElementsAre("1 row no-key-column"));
  EXPECT_THAT(ProblemsOf(""), ElementsAre("1 row no-key-column"));
  EXPECT_THAT(ReadPeopleFile("이름\n김\n").rows, IsEmpty());
}

TEST(PeopleFile, Cp949IsReadAndNeverMixedWithUtf8) {
  // 사번,이름,부서,직위 / E1,김철수,개발팀,과장
  const std::string text =
      "\xBB\xE7\xB9\xF8,\xC0\xCC\xB8\xA7,\xBA\xCE\xBC\xAD,\xC1\xF7\xC0\xA7\r\n"
      "E1,\xB1\xE8\xC3\xB6\xBC\xF6,\xB0\xB3\xB9\xDF\xC6\xC0,\xB0\xFA\xC0\xE5\r\n";
  const auto file = ReadPeopleFile(text);
  ASSERT_THAT(file.problems, IsEmpty());
  ASSERT_EQ(file.rows.size(), 1U);
  EXPECT_EQ(file.rows[0].name, "김철수");
  EXPECT_EQ(file.departments.texts()[0], "개발팀");
  EXPECT_THAT(ProblemsOf("number,name\nE1,\xFF\xFF\n"), ElementsAre("2 name not-text"));
  for (const auto* broken : {"\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE0\x80\x80",
                             "\xF0\x8F\x80\x80", "\xF4\x90\x80\x80", "\xE3\x81"}) {
    EXPECT_THAT(ReadPeopleFile(std::string("사번\n") + broken).rows, IsEmpty())
        << "no UTF-8, so the heading is none either: " << testing::PrintToString(broken);
  }
  EXPECT_EQ(ReadPeopleFile("number,name\nE1,😀é\n").rows[0].name, "😀é");
}

TEST(PeopleFile, EveryMistakeOfEveryRowIsNoted) {
  EXPECT_THAT(
      ProblemsOf(File("E1,,kim,,,,2026-02-30,x\n"
                      ",이영희,,개발팀,대리,,,\n"
                      "#5,이영희,,개발팀,대리,,,\n"
                      "E2,이\"영희,,개발팀,대리,,,\n"
                      "E3,이영희,,개발팀,대리,,,,too many\n"
                      "E4,\"이\n영희\",,개발팀,대리,,,\n"
                      ",,,,,,,\n")),
      ElementsAre("2 name required", "2 email email", "2 department required",
                  "2 position required", "2 hiredOn date", "2 leftOn date", "3 row no-key",
                  "4 number number", "5 row broken-row", "6 row too-many-fields", "7 name text"));
  EXPECT_THAT(ProblemsOf("id\nx\n"), ElementsAre("2 id id"));
  EXPECT_THAT(ProblemsOf("number,name\nE1," + std::string(101, 'a') + "\n"),
              ElementsAre("2 name text"));
  EXPECT_THAT(ProblemsOf("number\n" + std::string(33, '1') + "\n"), ElementsAre("2 number number"));
}

TEST(PeopleFile, AGuardAgainstFormulasIsTakenOffAgain) {
  EXPECT_EQ(ReadPeopleFile("number,name\nE1,'=1+1\n").rows[0].name, "=1+1");
}

TEST(PeopleFile, ManyRowsAreRefusedBeforeTheyFillTheMemory) {
  std::string text("number\n");
  for (std::size_t i = 0; i <= kMostPeopleRows; ++i) text += "a\n";
  const auto file = ReadPeopleFile(text);
  EXPECT_EQ(file.rows.size(), kMostPeopleRows);
  EXPECT_THAT(Told(file.problems), ElementsAre("200002 row too-many-rows"));
}

TEST(PeopleFile, DatesAreReadAsSpreadsheetsWriteThem) {
  for (const auto* text : {"2026-11-07", "2026/11/07", "2026.11.7", "2026. 11. 7.", "20261107",
                           "2026-11-7", "2026/11/7"}) {
    EXPECT_EQ(ParseFileDate(text), Date(year(2026) / 11 / 7)) << text;
  }
  for (const auto* text :
       {"", "2026-11", "2026-13-01", "2026-02-29", "11/07/2026", "2026-11-07x", "2026110",
        "202611-7", "-2026-1-1", "1899-12-31", "2026-11-007", "2026--1-1", "46333"}) {
    EXPECT_EQ(ParseFileDate(text), std::nullopt) << text;
  }
}

TEST(PeopleFile, EverySentenceIsKoreanToo) {
  http::AddKorean(Korean());
  for (int kind = 0; kind <= static_cast<int>(Kind::kLineTooLong); ++kind) {
    const RowProblem problem{2, Column::kRow, static_cast<Kind>(kind)};
    const auto sentence = Sentence(problem);
    EXPECT_NE(http::Localized(sentence, http::Language::kKorean), sentence.English());
  }
  EXPECT_EQ(Sentence({2, Column::kManager, Kind::kManagerNotFound, "E1"}).English(),
            "is nobody's number: E1");
}

Department Named(std::int64_t id,
                 const std::string& name,
                 std::optional<std::int64_t> parent = std::nullopt) {
  Department department;
  department.id = DepartmentId(id);
  department.name = name;
  if (parent) department.parent = DepartmentId(*parent);
  return department;
}

std::vector<Department> Chart() {
  auto closed = Named(5, "옛팀", 1);
  closed.active = false;
  auto coded = Named(6, "연구소");
  coded.code = "R&D";
  return {Named(1, "본사"),
          Named(2, "개발팀", 1),
          Named(3, "지사"),
          Named(4, "개발팀", 3),
          closed,
          coded,
          Named(7, "영업/관리", 3)};
}

TEST(DepartmentPaths, ADepartmentIsFoundByPathCodeOrItsOnlyName) {
  using Found = DepartmentPaths::Found::Kind;
  const DepartmentPaths paths(Chart());
  EXPECT_EQ(paths.Of(DepartmentId(2)), "본사/개발팀");
  EXPECT_EQ(paths.Of(DepartmentId(7)), "지사/영업\\/관리");
  EXPECT_EQ(paths.Of(DepartmentId(9)), "");
  EXPECT_EQ(paths.Find("본사/개발팀").id, DepartmentId(2));
  EXPECT_EQ(paths.Find("본사 / 개발팀").id, DepartmentId(2));
  EXPECT_EQ(paths.Find("R&D").id, DepartmentId(6));
  EXPECT_EQ(paths.Find("지사").id, DepartmentId(3));
  EXPECT_EQ(paths.Find("지사/영업\\/관리").id, DepartmentId(7));
  EXPECT_EQ(paths.Find("영업/관리").id, DepartmentId(7)) << "the only one of that name";
  EXPECT_EQ(paths.Find("개발팀").kind, Found::kSeveral);
  EXPECT_EQ(paths.Find("옛팀").kind, Found::kClosed);
  EXPECT_EQ(paths.Find("본사/옛팀").kind, Found::kClosed);
  EXPECT_EQ(paths.Find("없는팀").kind, Found::kNone);
}

TEST(DepartmentPaths, APathIsSplitAsItIsJoined) {
  const std::vector<std::string> names{"a/b", "c\\", "/d"};
  EXPECT_EQ(SplitPath(JoinPath(names)), names);
  EXPECT_EQ(SplitPath("a//b"), std::nullopt);
  EXPECT_EQ(SplitPath(""), std::nullopt);
  EXPECT_EQ(SplitPath("a/" + std::string(101, 'b')), std::nullopt);
}

Employee Somebody(std::int64_t id, const std::string& number = "") {
  Employee person;
  person.id = EmployeeId(id);
  person.profile = {"김철수",     std::nullopt, "개발팀",       "과장",
                    std::nullopt, std::nullopt, DepartmentId(2)};
  if (!number.empty()) person.number = number;
  return person;
}

Employee Below(Employee person, std::int64_t manager) {
  person.profile.manager = EmployeeId(manager);
  return person;
}

class Planning : public testing::Test {
 protected:
  // Pages of two: people are compared across pages.
  ImportPlan Plan(const std::string& text,
                  const std::vector<Employee>& people,
                  bool create_missing = false) {
    file_ = ReadPeopleFile(text);
    ImportPlanner planner(file_, paths_, {{PositionId(1), "과장", 10}}, create_missing);
    for (std::size_t at = 0; at < people.size(); at += 2) {
      const auto end = std::min(people.size(), at + 2);
      planner.Add({people.begin() + static_cast<std::ptrdiff_t>(at),
                   people.begin() + static_cast<std::ptrdiff_t>(end)});
    }
    return planner.Finish();
  }
  static std::string Row(const std::string& number, const std::string& manager = "") {
    return number + ",김철수,,본사/개발팀,과장," + manager + ",,\n";
  }

  const DepartmentPaths paths_{Chart()};
  PeopleFile file_;
};

TEST_F(Planning, SomebodyWhoIsNotKnownIsHired) {
  const auto plan = Plan(File(Row("E1")), {Somebody(1, "E9")});
  EXPECT_THAT(plan.problems, IsEmpty());
  EXPECT_EQ(plan.hired, 1U);
  ASSERT_EQ(plan.rows.size(), 1U);
  EXPECT_EQ(plan.rows[0].id, std::nullopt);
}

TEST_F(Planning, WhoIsAsTheFileSaysIsUnchangedOnEveryPage) {
  std::vector<Employee> people;
  std::string rows;
  for (int i = 1; i <= 5; ++i) {
    people.push_back(Somebody(i, "E" + std::to_string(i)));
    rows += Row("E" + std::to_string(i));
  }
  const auto plan = Plan(File(rows), people);
  EXPECT_EQ(plan.unchanged, 5U);
  EXPECT_THAT(plan.rows, IsEmpty());
}

TEST_F(Planning, EachColumnIsComparedAndOnlyThoseThatAreThere) {
  const auto changed = [&](const std::string& row) {
    return Plan(File(row), {Somebody(1, "E1"), Somebody(2, "E2")}).changed;
  };
  EXPECT_EQ(changed("E1,김철순,,본사/개발팀,과장,,,\n"), 1U);
  EXPECT_EQ(changed("E1,김철수,k@example.com,본사/개발팀,과장,,,\n"), 1U);
  EXPECT_EQ(changed("E1,김철수,,지사/개발팀,과장,,,\n"), 1U);
  EXPECT_EQ(changed("E1,김철수,,본사/개발팀,과장,E2,,\n"), 1U);
  EXPECT_EQ(changed("E1,김철수,,본사/개발팀,과장,,2020-01-01,\n"), 1U);
  auto other = Somebody(1, "E1");
  other.profile.position = "차장";
  EXPECT_EQ(Plan(File(Row("E1")), {other}).changed, 1U);
  other = Below(Somebody(1, "E1"), 2);
  other.profile.email = "k@example.com";
  EXPECT_EQ(Plan("number\nE1\n", {other, Somebody(2)}).unchanged, 1U);
  EXPECT_EQ(Plan("number,email\nE1,\n", {other, Somebody(2)}).changed, 1U) << "cleared";
  EXPECT_EQ(Plan("number,manager\nE1,\n", {other, Somebody(2)}).changed, 1U) << "cleared";
  EXPECT_EQ(Plan("number,manager\nE1,#2\n", {other, Somebody(2)}).unchanged, 1U);
}

TEST_F(Planning, AnIdNamesSomebodyWhoMayGetANumberOnce) {
  auto plan = Plan("id,number\n1,E1\n", {Somebody(1)});
  EXPECT_THAT(plan.problems, IsEmpty());
  EXPECT_EQ(plan.changed, 1U);
  EXPECT_EQ(Plan("id,number\n1,E1\n", {Somebody(1, "E1")}).unchanged, 1U);
  EXPECT_EQ(Plan("id,number\n1,\n", {Somebody(1, "E1")}).unchanged, 1U) << "it keeps its number";
  EXPECT_THAT(Told(Plan("id,number\n1,E2\n", {Somebody(1, "E1")}).problems),
              ElementsAre("2 number other-number"));
  EXPECT_THAT(Told(Plan("id,number\n1,E2\n", {Somebody(1), Somebody(2, "E2")}).problems),
              ElementsAre("2 number number-taken"));
  EXPECT_THAT(Told(Plan("id,number\n7,E1\n", {Somebody(1)}).problems),
              ElementsAre("2 id person-not-found"));
}

TEST_F(Planning, APersonHasOneRow) {
  EXPECT_THAT(Told(Plan(File(Row("E1") + Row("E1")), {}).problems),
              ElementsAre("3 number repeated"));
  EXPECT_THAT(Told(Plan("id\n1\n1\n", {Somebody(1)}).problems), ElementsAre("3 id repeated"));
  EXPECT_THAT(Told(Plan("id,number\n1,\n,E1\n", {Somebody(1, "E1")}).problems),
              ElementsAre("3 number repeated"));
}

TEST_F(Planning, WhatIsNewNeedsNameDepartmentAndPosition) {
  EXPECT_THAT(Told(Plan("number,name\nE1,김철수\n", {}).problems),
              ElementsAre("2 department required", "2 position required"));
  EXPECT_THAT(Told(Plan("number,department,position\nE1,지사,과장\n", {}).problems),
              ElementsAre("2 name required"));
}

TEST_F(Planning, DepartmentsAndPositionsThatAreMissingAreRefusedOrMade) {
  const auto file = File(
      "E1,김,,신설/1팀,과장,,,\nE2,이,,본사/신설팀,수석,,,\n"
      "E3,박,,본사/신설팀,수석,,,\nE4,최,,본사/옛팀/파트,과장,,,\n"
      "E5,정,,개발팀,과장,,,\nE6,강,,옛팀,과장,,,\n");
  EXPECT_THAT(Told(Plan(file, {}).problems),
              ElementsAre("2 department department-not-found", "3 department department-not-found",
                          "3 position position-not-found", "4 department department-not-found",
                          "4 position position-not-found", "5 department department-not-found",
                          "6 department department-ambiguous", "7 department department-closed"));
  const auto made = Plan(file, {}, true);
  EXPECT_THAT(Told(made.problems),
              ElementsAre("5 department department-closed", "6 department department-ambiguous",
                          "7 department department-closed"));
  EXPECT_THAT(made.new_departments, ElementsAre("본사/신설팀", "신설/1팀"));
  EXPECT_THAT(made.new_positions, ElementsAre("수석"));
}

TEST_F(Planning, NobodyLeavesOrReturnsByAFile) {
  auto gone = Somebody(1, "E1");
  gone.active = false;
  gone.left_on = year(2026) / 11 / 1;
  const auto row = [](const std::string& left_on) {
    return File("E1,다른 이름,,본사/개발팀,과장,," + std::string(",") + left_on + "\n");
  };
  EXPECT_THAT(Told(Plan(row(""), {gone}).problems), ElementsAre("2 row has-left"));
  EXPECT_THAT(Told(Plan(row("2026-11-02"), {gone}).problems), ElementsAre("2 row has-left"));
  const auto plan = Plan(row("2026-11-01"), {gone});
  EXPECT_THAT(plan.problems, IsEmpty());
  EXPECT_EQ(plan.left, 1U);
  EXPECT_THAT(plan.rows, IsEmpty());
  EXPECT_THAT(Told(Plan(row("2026-11-01"), {Somebody(1, "E1")}).problems),
              ElementsAre("2 leftOn leaves"));
  EXPECT_THAT(Told(Plan(row("2026-11-01"), {}).problems), ElementsAre("2 leftOn leaves"));
  gone.left_on = std::nullopt;
  EXPECT_EQ(Plan(row("2026-11-02"), {gone}).left, 1U) << "when is not known";
}

TEST_F(Planning, ManagersComeBeforeThoseWhomTheyManage) {
  const auto plan =
      Plan(File(Row("E1", "E2") + Row("E2", "E3") + Row("E3", "#9") + Row("E4")), {Somebody(9)});
  ASSERT_THAT(plan.problems, IsEmpty());
  std::vector<std::string> order;
  for (const auto& row : plan.rows) order.push_back(file_.rows[row.index].number);
  EXPECT_THAT(order, ElementsAre("E4", "E3", "E2", "E1"));
  EXPECT_EQ(plan.rows[1].manager, EmployeeId(9));
  EXPECT_EQ(plan.rows[2].manager_row, 2U);
  EXPECT_EQ(plan.rows[3].above, 3);
}

TEST_F(Planning, AManagerIsSomebodyActive) {
  auto gone = Somebody(9, "E9");
  gone.active = false;
  EXPECT_THAT(
      Told(Plan(File(Row("E1", "E7") + Row("E2", "#7") + Row("E3", "E9")), {gone}).problems),
      ElementsAre("2 manager manager-not-found", "3 manager manager-not-found",
                  "4 manager manager-has-left"));
  EXPECT_EQ(Plan(File(Row("E1", "E9")), {Below(Somebody(1, "E1"), 9), gone}).unchanged, 1U)
      << "who has left and stays the manager is no change";
  EXPECT_EQ(Plan("id,manager\n1,E9\n", {Below(Somebody(1), 2), Somebody(2), Somebody(9, "E9")})
                .rows.at(0)
                .manager,
            EmployeeId(9))
      << "who has no row";
}

TEST_F(Planning, ANumberOfARowByItsIdNamesAManagerToo) {
  const auto plan = Plan("id,manager\n1,\n2,E1\n", {Somebody(1, "E1"), Somebody(2)});
  EXPECT_THAT(plan.problems, IsEmpty());
  EXPECT_EQ(plan.changed, 1U);
}

TEST_F(Planning, ARingIsAProblemOfEachRowInIt) {
  EXPECT_THAT(Told(Plan(File(Row("E1", "E2") + Row("E2", "E3") + Row("E3", "E2")), {}).problems),
              ElementsAre("3 manager manager-ring", "4 manager manager-ring"));
  EXPECT_THAT(Told(Plan(File(Row("E1", "E1")), {}).problems),
              ElementsAre("2 manager manager-ring"));
  EXPECT_THAT(
      Told(Plan(File(Row("E1", "E2")), {Somebody(1, "E1"), Below(Somebody(2, "E2"), 1)}).problems),
      ElementsAre("2 manager manager-ring"))
      << "by way of somebody who is not in the file";
  const auto swapped =
      Plan(File(Row("E1", "E2") + Row("E2")), {Somebody(1, "E1"), Below(Somebody(2, "E2"), 1)});
  EXPECT_THAT(swapped.problems, IsEmpty());
  EXPECT_EQ(file_.rows[swapped.rows.at(0).index].number, "E2") << "no ring on the way";
  EXPECT_EQ(Plan(File(Row("E1", "E2")), {Below(Somebody(1, "E1"), 2), Below(Somebody(2, "E2"), 1)})
                .unchanged,
            1U)
      << "one from before rings were refused";
}

TEST_F(Planning, ALineOfManagersHasAnEnd) {
  std::string rows = Row("E0");
  for (int i = 1; i <= 201; ++i) {
    rows += Row("E" + std::to_string(i), "E" + std::to_string(i - 1));
  }
  EXPECT_THAT(Told(Plan(File(rows), {}).problems), ElementsAre("203 manager line-too-long"));
}

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return std::chrono::sys_days(year(2026) / 11 / 27); }
};

class Importing : public testing::Test {
 protected:
  Importing() {
    ON_CALL(chart_, Departments(_, _, std::optional<DepartmentId>()))
        .WillByDefault(Return(Chart()));
    ON_CALL(chart_, Positions())
        .WillByDefault(Return(std::vector<JobPosition>{{PositionId(1), "과장", 10}}));
    ON_CALL(roll_, TryBegin()).WillByDefault([] { return std::make_unique<ImportTurn>(); });
    ON_CALL(roll_, Enter(_, _)).WillByDefault([this](const auto& people, const auto&) {
      std::vector<EmployeeId> ids;
      for (const auto& person : people) {
        ids.push_back(person.id.value_or(EmployeeId(next_id_)));
        ++next_id_;
        entered_.push_back(person);
      }
      return ids;
    });
  }

  Result<ImportOutcome> Import(const std::string& text, ImportWish wish) {
    return use_case_.Run([&] { return text; }, wish, [this] { ++alive_; });
  }
  static std::string Rows(int count) {
    std::string rows;
    for (int i = 0; i < count; ++i) {
      rows += "E" + std::to_string(i) + ",김철수,,본사/개발팀,과장,";
      rows += i == 0 ? "" : "E0";
      rows += ",2020-03-02,\n";
    }
    return File(rows);
  }

  NiceMock<MockChart> chart_;
  NiceMock<MockRoll> roll_;
  FixedClock clock_;
  ImportPeople use_case_{roll_, chart_, {clock_, TimeZone("Asia/Seoul")}, Minutes::OfDays(15)};
  std::vector<WantedPerson> entered_;
  std::int64_t next_id_ = 100;
  int alive_ = 0;
};

TEST_F(Importing, ADryRunAndAFileWithAProblemChangeNothing) {
  EXPECT_CALL(roll_, Enter(_, _)).Times(0);
  EXPECT_CALL(chart_, Create(_, _, _)).Times(0);
  auto outcome = Import(Rows(2), {.dry_run = true, .actor = std::nullopt});
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->plan.hired, 2U);
  EXPECT_EQ(outcome->rows, 2U);
  outcome = Import(File("E1,,,본사,과장,,,\n"), {.dry_run = false, .actor = std::nullopt});
  EXPECT_EQ(outcome->plan.problems.size(), 1U);
}

TEST_F(Importing, TheFileIsNotReadWhileAnotherImportIsUnderWay) {
  EXPECT_CALL(roll_, TryBegin()).WillOnce([] { return nullptr; });
  const auto refused = use_case_.Run([]() -> std::string { throw std::logic_error("read"); },
                                     {.actor = std::nullopt}, [] {});
  EXPECT_EQ(refused.error().slug, "import-under-way");
}

TEST_F(Importing, PeopleAreEnteredInPartsAndManagersKnownByThen) {
  const auto outcome = Import(Rows(501), {.dry_run = false, .actor = EmployeeId(3)});
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(alive_, 2) << "before each part";
  ASSERT_EQ(entered_.size(), 501U);
  const auto& first = entered_[1];
  EXPECT_EQ(first.manager_row, 0U) << "hired by the same part";
  EXPECT_EQ(first.number, "E1");
  EXPECT_EQ(first.change.name, "김철수");
  EXPECT_EQ(first.change.department_id, DepartmentId(2));
  EXPECT_EQ(first.change.position, "과장");
  ASSERT_TRUE(first.change.email.has_value());
  EXPECT_EQ(*first.change.email, std::nullopt);
  EXPECT_EQ(first.change.hired_on.value(), Date(year(2020) / 3 / 2));
  EXPECT_EQ(entered_[500].manager_row, std::nullopt);
  EXPECT_EQ(entered_[500].change.manager.value(), EmployeeId(100)) << "hired by an earlier part";
}

TEST_F(Importing, WhatBecomesImpossibleEndsItAndSaysHowFarItCame) {
  EXPECT_CALL(roll_, Enter(_, _))
      .WillOnce([](const auto& people, const auto&) {
        return std::vector<EmployeeId>(people.size(), EmployeeId(1));
      })
      .WillOnce(Return(Result<std::vector<EmployeeId>>(ManagerNotUsable())));
  const auto stopped = Import(Rows(501), {.dry_run = false, .actor = std::nullopt});
  ASSERT_FALSE(stopped.ok());
  EXPECT_EQ(stopped.error().slug, "import-stopped");
  EXPECT_EQ(stopped.error().extras.at(0).second, ErrorExtra(std::string("invalid-body")));
  EXPECT_EQ(stopped.error().extras.at(1).second, ErrorExtra(std::int64_t{500}));
}

TEST_F(Importing, MissingDepartmentsAreMadeFromTheRootDownEachOnce) {
  std::vector<std::pair<std::string, std::optional<DepartmentId>>> made;
  EXPECT_CALL(chart_, Create(_, _, _))
      .WillRepeatedly([&](const DepartmentChange& change, Instant, const auto&) {
        made.emplace_back(*change.name, change.parent.value());
        Department department;
        department.id = DepartmentId(50 + static_cast<std::int64_t>(made.size()));
        return Result<employee::Made<Department>>(employee::Made<Department>(department));
      });
  EXPECT_CALL(chart_, CreatePosition("수석", 20, _, _)).WillOnce(Return(PositionExists()));
  const auto outcome =
      Import(File("E1,김,,신설/1팀,수석,,,\nE2,이,,신설/2팀,과장,,,\nE3,박,,지사/3팀,과장,,,\n"),
             {.dry_run = false, .create_missing = true, .actor = std::nullopt});
  ASSERT_TRUE(outcome.ok()) << "a position that somebody made meanwhile is there";
  using Made = std::pair<std::string, std::optional<DepartmentId>>;
  EXPECT_THAT(made, ElementsAre(Made("신설", std::nullopt), Made("1팀", DepartmentId(51)),
                                Made("2팀", DepartmentId(51)), Made("3팀", DepartmentId(3))));
}

TEST_F(Importing, ADepartmentThatCannotBeMadeEndsItBeforeAnybodyIsEntered) {
  EXPECT_CALL(chart_, Create(_, _, _)).WillOnce(Return(DepartmentExists()));
  EXPECT_CALL(roll_, Enter(_, _)).Times(0);
  const auto stopped = Import(File("E1,김,,신설,과장,,,\n"),
                              {.dry_run = false, .create_missing = true, .actor = std::nullopt});
  EXPECT_EQ(stopped.error().slug, "import-stopped");
}

TEST_F(Importing, EveryPageOfPeopleIsCompared) {
  EXPECT_CALL(roll_, Behind(EmployeeId(), true, _))
      .WillOnce(Return(std::vector<Employee>{Somebody(4, "E4")}));
  EXPECT_CALL(roll_, Behind(EmployeeId(4), true, _))
      .WillOnce(Return(std::vector<Employee>{Somebody(5, "E5")}));
  EXPECT_CALL(roll_, Behind(EmployeeId(5), true, _)).WillOnce(Return(std::vector<Employee>()));
  const auto outcome = Import(File("E5,김철수,,본사/개발팀,과장,,,\n"), {.actor = std::nullopt});
  EXPECT_EQ(outcome->plan.unchanged, 1U);
}

TEST(Exporting, EverybodyIsARowThatAnImportFindsUnchanged) {
  NiceMock<MockChart> chart;
  NiceMock<MockRoll> roll;
  ON_CALL(chart, Departments(_, _, std::optional<DepartmentId>())).WillByDefault(Return(Chart()));
  auto first = Somebody(1, "E1");
  first.profile.email = "kim@example.com";
  first.profile.hired_on = year(2020) / 3 / 2;
  first.profile.name = "=김, \"철수\"";
  const std::vector<Employee> people{first, Below(Somebody(2), 1), Below(Somebody(3, "E3"), 2)};
  EXPECT_CALL(roll, Behind(EmployeeId(), false, _)).WillOnce(Return(people));
  EXPECT_CALL(roll, Behind(EmployeeId(3), false, _)).WillOnce(Return(std::vector<Employee>()));
  EXPECT_CALL(roll, NumbersOf(ElementsAre(EmployeeId(1), EmployeeId(2))))
      .WillOnce(Return(MockRoll::Numbers{{EmployeeId(1), "E1"}}));
  auto lines = ExportPeople(roll, chart).Run(false);
  const auto text = lines.Next();
  EXPECT_EQ(text,
            "\xEF\xBB\xBF시스템번호,사번,이름,이메일,부서,직위,관리자사번,입사일,퇴사일\r\n"
            "1,E1,\"'=김, \"\"철수\"\"\",kim@example.com,본사/개발팀,과장,,2020-03-02,\r\n"
            "2,,김철수,,본사/개발팀,과장,E1,,\r\n"
            "3,E3,김철수,,본사/개발팀,과장,#2,,\r\n");
  EXPECT_EQ(lines.Next(), "");
  const auto file = ReadPeopleFile(text);
  const DepartmentPaths paths(Chart());
  ImportPlanner planner(file, paths, {{PositionId(1), "과장", 10}}, false);
  planner.Add(people);
  const auto plan = planner.Finish();
  EXPECT_THAT(plan.problems, IsEmpty());
  EXPECT_EQ(plan.unchanged, 3U);
}

TEST(SearchPlaces, ACursorIsReadAsItWasPrinted) {
  const auto text = PrintSearchPlace({.key = "김k", .id = EmployeeId(17)});
  EXPECT_EQ(text, "17-eab9806b");
  const auto place = ParseSearchPlace(text);
  ASSERT_TRUE(place.has_value());
  EXPECT_EQ(place->key, "김k");
  EXPECT_EQ(place->id, EmployeeId(17));
  for (const auto* wrong : {"", "17", "17-", "-6b", "0-6b", "17-6", "17-6g", "17-g6", "17-6B",
                            "17-ff", "17-00", "17-6b-6b", "x-6b"}) {
    EXPECT_FALSE(ParseSearchPlace(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace erp::employee
