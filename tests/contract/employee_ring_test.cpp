// Managers never form a ring, however many change them at the same time.
#include <atomic>

#include "employee_fixture.h"

namespace erp::employee {
namespace {

using testing::ElementsAre;

class Managers : public EmployeeStore {
 protected:
  Result<Person> Set(EmployeeId person, std::optional<EmployeeId> manager) {
    return app_.change_employee.Run(person, {.manager = std::optional(manager)}, std::nullopt);
  }

  static std::vector<std::int64_t> RingOf(const Error& error) {
    EXPECT_EQ(error.code, ErrorCode::kConflict);
    EXPECT_EQ(error.slug, "manager-ring");
    return std::get<std::vector<std::int64_t>>(error.extras.at(0).second);
  }

  bool EverybodyHasATop() {
    for (const auto& person : app_.read_employees.List({}, {})) {
      auto next = person.employee.profile.manager;
      for (int level = 0; next; ++level) {
        if (level > 100) return false;
        next = app_.read_employees.Get(*next)->employee.profile.manager;
      }
    }
    return true;
  }
};

TEST_F(Managers, ARingIsRefusedWithItsMembersInOrder) {
  const auto a = Hire();
  const auto b = Hire();
  const auto c = Hire();
  const auto d = Hire();
  ASSERT_TRUE(Set(a, b).ok());
  ASSERT_TRUE(Set(b, c).ok());
  ASSERT_TRUE(Set(c, d).ok());
  const auto refused = Set(c, a);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(RingOf(refused.error()), ElementsAre(3, 1, 2));
  EXPECT_EQ(app_.read_employees.Get(c)->employee.profile.manager, d) << "nothing changed";
  EXPECT_TRUE(Set(c, std::nullopt).ok());
  EXPECT_FALSE(Set(c, a).ok());
}

// From before rings were refused.
TEST_F(Managers, NobodyIsPutUnderARingThatIsStored) {
  const auto a = Hire();
  const auto b = Hire();
  const auto c = Hire();
  database_.session().Execute("UPDATE employees SET manager_id = 3 - id WHERE id IN (1, 2)", {});
  const auto refused = Set(c, a);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(RingOf(refused.error()), ElementsAre(1, 2));
  Profile profile = Somebody();
  profile.manager = b;
  const auto hired = app_.create_employee.Run(profile, "key");
  ASSERT_FALSE(hired.ok());
  EXPECT_THAT(RingOf(hired.error()), ElementsAre(2, 1));
  EXPECT_TRUE(app_.change_employee.Run(a, {.department = "인사팀"}, {}).ok())
      << "other changes go on";
  EXPECT_TRUE(Set(b, std::nullopt).ok()) << "and it can be taken apart";
  EXPECT_TRUE(Set(c, a).ok());
  EXPECT_TRUE(app_.create_employee.Run(profile, "key").ok());
}

TEST_F(Managers, OfTwoChangesThatTogetherCloseARingOneIsRefused) {
  for (int round = 0; round < 20; ++round) {
    const EmployeeId pair[]{Hire(), Hire()};
    std::atomic<int> changed{0};
    std::atomic<int> refused{0};
    InParallel(
        [&](int n) {
          const auto outcome = Set(pair[n], pair[1 - n]);
          ++(outcome.ok() ? changed : refused);
          if (!outcome.ok()) {
            EXPECT_EQ(RingOf(outcome.error()).size(), 2U);
          }
        },
        2);
    EXPECT_EQ(changed, 1);
    EXPECT_EQ(refused, 1);
  }
  EXPECT_TRUE(EverybodyHasATop());
}

// Each changes the far end of another one's line, so that none sees itself in the way.
TEST_F(Managers, OfManyChangesThatTogetherCloseARingTheLastIsRefused) {
  constexpr int kLines = 4;
  std::vector<EmployeeId> heads;
  std::vector<EmployeeId> feet;
  for (int i = 0; i < kLines; ++i) {
    heads.push_back(Hire());
    feet.push_back(Hire());
    ASSERT_TRUE(Set(feet.back(), heads.back()).ok());
  }
  std::atomic<int> changed{0};
  InParallel(
      [&](int n) {
        const auto line = static_cast<std::size_t>(n);
        if (Set(heads[line], feet[(line + 1) % kLines]).ok()) ++changed;
      },
      kLines);
  EXPECT_EQ(changed, kLines - 1);
  EXPECT_TRUE(EverybodyHasATop());
}

}  // namespace
}  // namespace erp::employee
