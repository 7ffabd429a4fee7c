// What the employee service reads and writes on the wire, without a network.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/api/korean.h"
#include "employee/api/organisation/json.h"
#include "employee/api/organisation/query.h"
#include "json/json.h"
#include "support/translations.h"

namespace erp::employee {
namespace {

using testing::UnorderedElementsAre;

std::vector<std::string> Pointers(const Error& error) {
  std::vector<std::string> pointers;
  for (const auto& field : error.fields) pointers.push_back(field.pointer);
  return pointers;
}

TEST(ReadProfile, TakesAllMembersTrimmed) {
  const auto profile = ReadProfile(
      R"({"name":" 김철수 ","email":"kim@example.com","department":"개발팀","position":"과장",
          "managerId":3,"hiredOn":"2024-02-29"})");
  ASSERT_TRUE(profile.ok());
  EXPECT_EQ(*profile, (Profile{"김철수", "kim@example.com", "개발팀", "과장", EmployeeId(3),
                               ParseDate("2024-02-29")}));
}

TEST(ReadProfile, NullIsTheSameAsAbsent) {
  const auto profile = ReadProfile(
      R"({"name":"a","department":"b","position":"c","email":null,"managerId":null,"hiredOn":null})");
  ASSERT_TRUE(profile.ok());
  EXPECT_EQ(profile->manager, std::nullopt);
}

TEST(ReadProfile, EveryMistakeIsReportedAtOnce) {
  const auto refused = ReadProfile(
      R"({"name":"  ","department":5,"email":"x","managerId":0,"hiredOn":"2023-02-29","wage":1})");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().slug, "invalid-body");
  EXPECT_THAT(Pointers(refused.error()),
              UnorderedElementsAre("/name", "/department", "/position", "/email", "/managerId",
                                   "/hiredOn", "/wage"));
}

TEST(ReadProfile, AnythingButAnObjectIsRefused) {
  for (const char* body : {"", "{", "[]", "null", "7", "\"x\"", "{\"name\":\"\xFF\"}"}) {
    EXPECT_FALSE(ReadProfile(body).ok()) << body;
  }
}

Person Somebody() {
  Person person;
  person.employee.id = EmployeeId(7);
  person.employee.profile = {"김철수", std::nullopt, "개발팀", "과장", std::nullopt, std::nullopt};
  person.employee.created_at = Instant(std::chrono::milliseconds(1763687723004));
  person.leave = {Minutes(7320), Minutes(60), Minutes(120)};
  return person;
}

TEST(ReadProfileChange, NullClearsAndAbsentKeeps) {
  const auto read = [](const char* body) { return ReadProfileChange(body, Somebody()); };
  auto change = read(R"({"name":"a"})");
  ASSERT_TRUE(change.ok());
  EXPECT_EQ(change->name, "a");
  EXPECT_FALSE(change->department || change->position || change->email || change->manager ||
               change->hired_on);
  change = read(R"({"email":null,"managerId":null,"hiredOn":null})");
  ASSERT_TRUE(change.ok());
  ASSERT_TRUE(change->email && change->manager && change->hired_on);
  EXPECT_FALSE(*change->email || *change->manager || *change->hired_on);
  change = read(R"({"department":"a","position":"b","email":"c@d.kr","managerId":4})");
  ASSERT_TRUE(change.ok());
  EXPECT_EQ(change->department, "a");
  EXPECT_EQ(change->position, "b");
  EXPECT_EQ(change->email.value(), "c@d.kr");
  EXPECT_EQ(change->manager.value(), EmployeeId(4));
}

TEST(ReadProfileChange, MistakesAreNamed) {
  const auto refused = ReadProfileChange(
      R"({"name":null,"department":"","position":"\u3000\u200b","email":"x","managerId":"4",
          "hiredOn":"9999-12-31","wage":1})",
      Somebody());
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(Pointers(refused.error()),
              UnorderedElementsAre("/name", "/department", "/position", "/email", "/managerId",
                                   "/hiredOn", "/wage"));
  EXPECT_FALSE(ReadProfileChange("{}", Somebody()).ok());
}

TEST(ReadProfileChange, ItsOwnAnswerIsNoChange) {
  const Person now = Somebody();
  const auto change = ReadProfileChange(PrintPerson(now, true), now);
  ASSERT_TRUE(change.ok()) << change.error().fields.at(0).pointer;
  EXPECT_EQ(Changed(now.employee, *change, std::nullopt)->profile, now.employee.profile);
}

TEST(ReadProfileChange, AReadOnlyMemberWithAnotherValueIsNamed) {
  const auto refused = ReadProfileChange(
      R"({"name":"a","id":8,"active":false,"annualLeaveBalance":15,"attendanceCount":null,
          "createdAt":"2025-11-21T01:15:23Z"})",
      Somebody());
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(Pointers(refused.error()),
              UnorderedElementsAre("/id", "/active", "/annualLeaveBalance", "/attendanceCount",
                                   "/createdAt"));
  EXPECT_EQ(refused.error().fields.at(0).detail, "is read-only and has another value now");
  EXPECT_TRUE(ReadProfileChange(R"({"id":7,"annualLeaveBalance":14.875})", Somebody()).ok());
}

TEST(ReadProfile, TextsAreComposedAndOfOneLine) {
  const auto profile =
      ReadProfile(R"({"name":"a","department":"\u1100\u1162\u1107\u1161\u11af\u1110\u1175\u11b7",)"
                  R"("position":"\u3000\u1112\u1161\u11ab\u200b"})");
  ASSERT_TRUE(profile.ok());
  EXPECT_EQ(profile->department, "개발팀");
  EXPECT_EQ(profile->position, "한");
  for (const char* name : {"\\u3000\\u3000", "\\u200b", "\\u3164", "a\\nb", "a\\u202eb"}) {
    const auto refused =
        ReadProfile(std::string(R"({"department":"b","position":"c","name":")") + name + "\"}");
    ASSERT_FALSE(refused.ok()) << name;
    EXPECT_THAT(Pointers(refused.error()), UnorderedElementsAre("/name")) << name;
  }
}

TEST(ReadProfile, TheRangeOfDatesIsSaid) {
  const auto refused =
      ReadProfile(R"({"name":"a","department":"b","position":"c","hiredOn":"9999-12-31"})");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().fields.at(0).detail,
            "must be a date from 1900-01-01 to 2999-12-31, written YYYY-MM-DD");
}

TEST(PrintPerson, HasTheFieldsThatClientsKnow) {
  EXPECT_EQ(json::Parse(PrintPerson(Somebody(), true)).value(),
            json::Parse(R"({"id":7,"name":"김철수","email":null,"department":"개발팀",
                "departmentId":null,"position":"과장","managerId":null,"hiredOn":null,
                "leftOn":null,"number":null,"active":true,"version":1,
                "annualLeaveBalance":14.875,"attendanceCount":0,
                "createdAt":"2025-11-21T01:15:23.004Z"})")
                .value());
  Person person = Somebody();
  person.employee.profile.email = "kim@example.com";
  person.employee.profile.manager = EmployeeId(3);
  person.employee.profile.hired_on = ParseDate("2024-02-29");
  person.employee.active = false;
  const auto printed = json::Parse(PrintPerson(person, true)).value();
  EXPECT_EQ(printed["email"], "kim@example.com");
  EXPECT_EQ(printed["managerId"], 3);
  EXPECT_EQ(printed["hiredOn"], "2024-02-29");
  EXPECT_EQ(printed["active"], false);
}

TEST(PrintPerson, LeavesOutForOthersWhatIsThePersonsOwn) {
  Person person = Somebody();
  person.employee.profile.hired_on = ParseDate("2024-02-29");
  person.employee.left_on = ParseDate("2026-02-28");
  person.employee.number = "A-17";
  const auto whole = json::Parse(PrintPerson(person, true)).value();
  auto expected = whole;
  for (const char* member : {"annualLeaveBalance", "attendanceCount", "hiredOn", "leftOn"}) {
    EXPECT_FALSE(whole[member].is_null()) << member;
    expected[member] = nullptr;
  }
  EXPECT_EQ(json::Parse(PrintPerson(person, false)).value(), expected);
  EXPECT_EQ(json::Parse(PrintPeople({person, person}, {false, true})).value(),
            json::Value::array({expected, whole}));
}

TEST(PrintTeam, ShowsOnlyWhatTheTeamMaySee) {
  EXPECT_EQ(
      json::Parse(PrintTeam({Somebody()}, {true})).value(),
      json::Parse(R"([{"id":7,"name":"김철수","position":"과장","leaveBalance":14.875}])").value());
  EXPECT_EQ(
      json::Parse(PrintTeam({Somebody()}, {false})).value(),
      json::Parse(R"([{"id":7,"name":"김철수","position":"과장","leaveBalance":null}])").value());
  EXPECT_EQ(PrintTeam({}, {}), "[]");
}

TEST(PrintEmployees, ShowsOnlyWhatOtherServicesNeed) {
  EXPECT_EQ(json::Parse(PrintEmployees({Somebody().employee})).value(),
            json::Parse(R"([{"id":7,"name":"김철수","department":"개발팀","position":"과장",
                "managerId":null,"active":true,"version":1}])")
                .value());
}

using Query = std::multimap<std::string, std::string>;

template <typename Value = ListQuery>
Result<Value> Read(const Query& query, Result<Value> (*read)(const http::Call&) = ReadListQuery) {
  http::Request request;
  request.query = query;
  auto page = http::ReadPage(request);
  if (!page) return page.error();
  http::Call call{request};
  call.page = *std::move(page);
  return read(call);
}

TEST(ListQuery, EmptyFilterMeansNoFilter) {
  const auto query = Read(Query({{"department", ""}, {"position", ""}}));
  ASSERT_TRUE(query.ok());
  EXPECT_EQ(query->filter.department, std::nullopt);
  EXPECT_EQ(query->filter.position, std::nullopt);
  EXPECT_FALSE(query->filter.include_inactive);
  EXPECT_EQ(query->page.limit, 200);
}

TEST(ListQuery, TakesFilterAndPage) {
  const auto query = Read(Query({{"department", "개발팀"},
                                 {"position", "과장"},
                                 {"includeInactive", "true"},
                                 {"limit", "2"},
                                 {"cursor", "17"}}));
  ASSERT_TRUE(query.ok());
  EXPECT_EQ(query->filter.department, "개발팀");
  EXPECT_EQ(query->filter.position, "과장");
  EXPECT_TRUE(query->filter.include_inactive);
  EXPECT_EQ(query->page.limit, 2);
  EXPECT_EQ(query->page.before, EmployeeId(17));
}

TEST(ListQuery, FiltersAreComposedLikeWhatTheyAreComparedWith) {
  const auto query =
      Read(Query({{"department", "\u1100\u1162"}, {"position", " \u1112\u1161\u11AB\u3000"}}));
  ASSERT_TRUE(query.ok());
  EXPECT_EQ(query->filter.department, "개");
  EXPECT_EQ(query->filter.position, "한");
}

TEST(ListQuery, MistakesAreRefused) {
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, std::string>>{{"department", "\xFF"},
                                                        {"department", std::string(101, 'x')},
                                                        {"includeInactive", "yes"},
                                                        {"limit", "0"},
                                                        {"limit", "201"},
                                                        {"limit", "x"},
                                                        {"cursor", "0"},
                                                        {"cursor", "-1"},
                                                        {"cursor", "x"},
                                                        {"cursor", "99999999999999999999"}}) {
    EXPECT_FALSE(Read(Query({{name, value}})).ok()) << name << "=" << value;
  }
}

TEST(TeamQuery, NeedsADepartment) {
  EXPECT_TRUE(Read(Query{{"department", "개발팀"}}, ReadTeamQuery).ok());
  EXPECT_FALSE(Read(Query{}, ReadTeamQuery).ok());
  EXPECT_FALSE(Read(Query{{"department", " "}}, ReadTeamQuery).ok());
}

TEST(ReadIds, TakesOneToAHundred) {
  EXPECT_THAT(Read(Query{{"ids", "3,1,2"}}, ReadIds).value(),
              testing::ElementsAre(EmployeeId(3), EmployeeId(1), EmployeeId(2)));
  std::string many = "1";
  for (int i = 2; i <= 100; ++i) many.append(",").append(std::to_string(i));
  EXPECT_EQ(Read(Query{{"ids", many}}, ReadIds)->size(), 100U);
  for (const std::string& ids : {std::string(), std::string("1,"), std::string(",1"),
                                 std::string("x"), std::string("1,-2"), many + ",101"}) {
    EXPECT_FALSE(Read(Query{{"ids", ids}}, ReadIds).ok()) << ids;
  }
  EXPECT_FALSE(Read(Query{}, ReadIds).ok());
}

TEST(Korean, HasThePlacesOfTheEnglish) {
  EXPECT_EQ(test::MistakesIn(Korean()), std::vector<std::string>());
}

}  // namespace
}  // namespace erp::employee
