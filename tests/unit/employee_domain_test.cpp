// The rules about people, dates and texts.
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/domain/date.h"
#include "employee/domain/organisation/employee.h"

namespace erp::employee {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

Profile Valid() { return {"김철수", std::nullopt, "개발팀", "과장", std::nullopt, std::nullopt}; }

Employee Somebody() {
  Employee employee;
  employee.id = EmployeeId(7);
  employee.profile = Valid();
  employee.version = 3;
  return employee;
}

TEST(Profile, MayHaveOnlyNameDepartmentAndPosition) { EXPECT_THAT(Mistakes(Valid()), IsEmpty()); }

TEST(ManagerRing, IsShownFromItsFirstBackToIt) {
  const auto error = ManagerRing({EmployeeId(3), EmployeeId(5), EmployeeId(7)});
  EXPECT_EQ(error.message.English(), "The managers would form a ring: 3 → 5 → 7 → 3.");
  ASSERT_EQ(error.extras.size(), 1U);
  EXPECT_EQ(error.extras.front().first, "ring");
  EXPECT_THAT(std::get<std::vector<std::int64_t>>(error.extras.front().second),
              ElementsAre(3, 5, 7));
}

TEST(Profile, EveryMistakeIsNamed) {
  Profile profile = Valid();
  profile.name = "";
  profile.department = std::string(101, 'x');
  profile.position = "line\nbreak";
  profile.email = "nobody";
  EXPECT_THAT(
      Mistakes(profile),
      ElementsAre(Field(&FieldError::pointer, "/name"), Field(&FieldError::pointer, "/department"),
                  Field(&FieldError::pointer, "/position"), Field(&FieldError::pointer, "/email")));
}

TEST(Profile, NamesOfEveryScriptAreTakenAndCountedInCharacters) {
  Profile profile = Valid();
  for (const char* name : {"José", "Ærøskøbing ©", "Ωmega", "김철수", "😀"}) {
    profile.name = name;
    EXPECT_THAT(Mistakes(profile), IsEmpty()) << name;
  }
  profile.name.clear();
  for (int i = 0; i < 100; ++i) profile.name += "é";
  EXPECT_THAT(Mistakes(profile), IsEmpty());
  profile.name += "é";
  EXPECT_THAT(Mistakes(profile), ElementsAre(Field(&FieldError::pointer, "/name")));
}

TEST(Email, IsCheckedForSanityOnly) {
  for (const std::string text : {"a@b.kr", "kim.chul-soo+hr@example.co.kr"}) {
    EXPECT_EQ(EmailMistake(text), std::nullopt) << text;
  }
  for (const std::string text : {"", "@", "a@", "@b.kr", "a@b", "a@.kr", "a@b.", "a b@c.kr",
                                 "a@b@c.kr", "a@b..kr", "a@b.kr\n", "a@b.kr\u202E"}) {
    EXPECT_NE(EmailMistake(text), std::nullopt) << text;
  }
  EXPECT_NE(EmailMistake(std::string(65, 'a') + "@b.kr"), std::nullopt);
  EXPECT_NE(EmailMistake("a@" + std::string(260, 'b') + ".kr"), std::nullopt);
}

TEST(Date, OnlyDatesOfTheCalendarAreRead) {
  for (const char* text : {"2024-02-29", "1900-01-01", "2999-12-31"}) {
    const auto date = ParseDate(text);
    ASSERT_TRUE(date.has_value()) << text;
    EXPECT_EQ(FormatDate(*date), text);
  }
  for (const char* text :
       {"2023-02-29", "2024-13-01", "2024-00-10", "2024-01-00", "1899-12-31", "3000-01-01",
        "2024-1-1", "2024/01/01", "2024-01-01T00:00", "", "+024-01-01", "yesterday"}) {
    EXPECT_EQ(ParseDate(text), std::nullopt) << text;
  }
}

TEST(Change, ReplacesWhatIsGivenAndKeepsTheRest) {
  ProfileChange change;
  change.name = "김영희";
  auto changed = Changed(Somebody(), change, std::nullopt);
  ASSERT_TRUE(changed.ok());
  EXPECT_EQ(changed->profile,
            (Profile{"김영희", std::nullopt, "개발팀", "과장", std::nullopt, std::nullopt}));

  Employee with_all = Somebody();
  with_all.profile.email = "kim@example.com";
  with_all.profile.manager = EmployeeId(1);
  change.department = "인사팀";
  change.position = "차장";
  change.email.emplace(std::nullopt);
  change.manager.emplace(std::nullopt);
  change.hired_on.emplace(ParseDate("2020-03-02"));
  changed = Changed(with_all, change, 3);
  ASSERT_TRUE(changed.ok());
  EXPECT_EQ(changed->profile, (Profile{"김영희", std::nullopt, "인사팀", "차장", std::nullopt,
                                       ParseDate("2020-03-02")}));
}

TEST(Change, AnotherVersionLoses) {
  ProfileChange change{.department = "인사팀"};
  const auto refused = Changed(Somebody(), change, 2);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kPreconditionFailed);
  EXPECT_EQ(refused.error().slug, "version-mismatch");
  change.version = 2;
  const auto read_only = Changed(Somebody(), change, std::nullopt);
  ASSERT_FALSE(read_only.ok());
  EXPECT_EQ(read_only.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(read_only.error().fields, ElementsAre(Field(&FieldError::pointer, "/version")));
}

TEST(Change, ThatHasHappenedMayBeRepeatedWhateverVersionItWasFor) {
  ProfileChange change{.department = "개발팀", .version = 2};
  const auto repeated = Changed(Somebody(), change, 2);
  ASSERT_TRUE(repeated.ok());
  EXPECT_EQ(repeated->version, 3);
}

TEST(Change, OfSomebodyWhoLeftIsAConflict) {
  Employee left = Somebody();
  left.active = false;
  const auto refused = Changed(left, {.department = "인사팀"}, std::nullopt);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().slug, "employee-inactive");
}

TEST(Change, NobodyManagesThemselves) {
  const auto refused = Changed(Somebody(), {.manager = std::optional(EmployeeId(7))}, std::nullopt);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().fields, ElementsAre(Field(&FieldError::pointer, "/managerId")));
}

TEST(Deactivation, HappensOnceAndIsRepeatable) {
  const auto left = Deactivated(Somebody(), 3);
  ASSERT_TRUE(left.ok());
  EXPECT_FALSE(left->active);
  EXPECT_TRUE(Deactivated(*left, 1).ok());
  EXPECT_FALSE(Deactivated(Somebody(), 2).ok());
}

TEST(Fingerprint, DiffersWhereverTheProfileDoes) {
  std::vector<Profile> profiles(9, Valid());
  profiles[1].name = "김영희";
  profiles[2].email = "-";
  profiles[3].department = "x";
  profiles[4].position = "x";
  profiles[5].manager = EmployeeId(1);
  profiles[6].hired_on = ParseDate("2020-01-01");
  profiles[7].name = "a\n1:b";
  profiles[7].department = "c";
  profiles[8].name = "a";
  profiles[8].department = "b\n1:c";
  std::set<std::string> fingerprints;
  for (const auto& profile : profiles) fingerprints.insert(Fingerprint(profile));
  EXPECT_EQ(fingerprints.size(), profiles.size());
  EXPECT_EQ(Fingerprint(Valid()), Fingerprint(Valid()));
}

}  // namespace
}  // namespace erp::employee
