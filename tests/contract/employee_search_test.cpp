// People are found by the beginning of what is known of them, in pages, by indexes.
#include "employee_fixture.h"

namespace erp::employee {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Searching : public EmployeeStore {
 protected:
  std::int64_t Add(const std::string& name,
                   const std::string& department = "개발팀",
                   const std::optional<std::string>& email = std::nullopt) {
    auto profile = Somebody(name, department);
    profile.email = email;
    return Hire(profile).value();
  }
  void Number(std::int64_t id, const std::string& number) {
    database_.session().Execute("UPDATE employees SET number = ? WHERE id = ?", {number, id});
  }
  static std::vector<std::int64_t> Ids(const FoundPeople& found) {
    std::vector<std::int64_t> ids;
    for (const auto& person : found.people) ids.push_back(person.employee.id.value());
    return ids;
  }
  std::vector<std::int64_t> Find(const std::string& text, const PeopleFilter& filter = {}) {
    return Ids(app_.read_employees.Search({.text = text, .filter = filter}));
  }
  // All pages of so many.
  std::vector<std::int64_t> Walk(const std::string& text, int limit) {
    std::vector<std::int64_t> ids;
    PeopleSearch search{.text = text, .limit = limit};
    for (int page = 0; page < 100; ++page) {
      const auto found = app_.read_employees.Search(search);
      EXPECT_LE(found.people.size(), static_cast<std::size_t>(limit));
      for (const auto id : Ids(found)) ids.push_back(id);
      if (!found.next) return ids;
      search.after = found.next;
    }
    ADD_FAILURE() << "no end";
    return ids;
  }
};

TEST_F(Searching, EachKeyIsFoundByItsBeginning) {
  const auto kim = Add("김철수", "개발팀", "cskim@example.com");
  const auto lee = Add("이영희", "영업팀");
  Number(lee, "K-0017");
  EXPECT_THAT(Find("김"), ElementsAre(kim));
  EXPECT_THAT(Find("철수"), ElementsAre(kim)) << "the given name";
  EXPECT_THAT(Find("cskim@"), ElementsAre(kim));
  EXPECT_THAT(Find("CSKIM"), ElementsAre(kim));
  EXPECT_THAT(Find("k-00"), ElementsAre(lee)) << "whatever the capitals";
  EXPECT_THAT(Find("영업"), ElementsAre(lee));
  EXPECT_THAT(Find("example"), IsEmpty()) << "not its middle";
  for (const auto* text : {"%", "_", "김_", "\\", "'", "김철수김"})
    EXPECT_THAT(Find(text), IsEmpty());
}

TEST_F(Searching, FoundIsByWhatWasFoundThenById) {
  const auto second = Add("김나", "부서");
  const auto first = Add("김가", "부서");
  const auto third = Add("김나", "부서");
  EXPECT_THAT(Find("김"), ElementsAre(first, second, third));
}

TEST_F(Searching, NobodyIsThereTwiceWhateverIsFoundOfThem) {
  const auto one = Add("가가", "가가", "x@example.com");
  const auto two = Add("가나", "가팀");
  EXPECT_THAT(Find("가"), ElementsAre(one, two));
  for (const int limit : {1, 2, 3}) EXPECT_THAT(Walk("가", limit), ElementsAre(one, two)) << limit;
}

TEST_F(Searching, PagesTogetherAreTheWholeOfIt) {
  for (int i = 0; i < 12; ++i) {
    Add(i % 3 == 0 ? "다나" : "나다", i % 2 == 0 ? "나팀" : "다팀",
        "n" + std::to_string(i) + "@example.com");
  }
  for (const auto* text : {"나", "다", "n", "n1"}) {
    const auto all = Walk(text, 200);
    EXPECT_FALSE(all.empty());
    for (const int limit : {1, 2, 5}) EXPECT_EQ(Walk(text, limit), all) << text << limit;
  }
  EXPECT_EQ(Walk("나", 200).size(), 12U);
}

TEST_F(Searching, FiltersHoldToo) {
  const auto kim = Add("김철수", "개발팀");
  const auto other = Add("김영희", "영업팀");
  const auto gone = Add("김퇴사", "개발팀");
  ASSERT_TRUE(Leave(EmployeeId(gone)));
  EXPECT_THAT(Find("김", {.department = "개발팀", .position = std::nullopt}), ElementsAre(kim));
  EXPECT_THAT(Find("김", {.department = std::nullopt, .position = "과장"}),
              ElementsAre(other, kim));
  EXPECT_THAT(Find("김", {.department = std::nullopt, .position = "대리"}), IsEmpty());
  PeopleFilter all;
  all.include_inactive = true;
  EXPECT_THAT(Find("김", all), ElementsAre(other, kim, gone));
  PeopleFilter below{.department = "영업팀", .position = std::nullopt};
  below.sub_departments = true;
  EXPECT_THAT(Find("김", below), ElementsAre(other));
}

TEST_F(Searching, AChangeIsFoundAtOnce) {
  const auto kim = Add("김철수");
  ASSERT_TRUE(app_.change_employee.Run(EmployeeId(kim), {.name = "박철수"}, {}).ok());
  EXPECT_THAT(Find("김"), IsEmpty());
  EXPECT_THAT(Find("박"), ElementsAre(kim));
}

TEST_F(Searching, EachKeyIsReadInTheOrderOfItsIndex) {
  for (int i = 0; i < 200; ++i) Add("김" + std::to_string(i), "팀" + std::to_string(i % 20));
  database_.session().RunScript("ANALYZE TABLE employees");
  for (const std::string key :
       {"name_key", "given_key", "number_key", "email_key", "department_key"}) {
    const auto plan = database_.session().Query(
        "EXPLAIN FORMAT = JSON SELECT e.id FROM employees e FORCE INDEX (employees_" + key +
        ") WHERE e." + key + " >= '김1' AND e." + key +
        " < '김2' AND e.active + 0 = 1 ORDER BY e." + key + ", e.id LIMIT 10");
    EXPECT_THAT(plan.at(0).Text(0), testing::HasSubstr("employees_" + key));
    EXPECT_THAT(plan.at(0).Text(0), testing::HasSubstr("\"using_index\": true")) << key;
    EXPECT_THAT(plan.at(0).Text(0), testing::Not(testing::HasSubstr("filesort"))) << key;
  }
}

}  // namespace
}  // namespace erp::employee
