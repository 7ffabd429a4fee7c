// The use cases over fakes: what they hand to their ports and what they refuse themselves.
#include "employee/app/employee_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/app/leave_service.h"

namespace erp::employee {
namespace {

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return Instant(std::chrono::hours(1)); }
};

class MockEmployees : public EmployeeRepository {
 public:
  MOCK_METHOD(Result<Creation>, Create, (const NewEmployee&), (override));
  MOCK_METHOD(std::optional<Person>, Find, (EmployeeId), (override));
  MOCK_METHOD(std::vector<Person>, List, (const PeopleFilter&, const PeoplePage&), (override));
  MOCK_METHOD(std::vector<Employee>, FindMany, (const std::vector<EmployeeId>&), (override));
  MOCK_METHOD(Result<Person>, Update, (EmployeeId, const Change&, Instant), (override));
};

class MockLedger : public LeaveLedger {
 public:
  MOCK_METHOD(std::optional<LeaveBalance>, Balance, (EmployeeId), (override));
  MOCK_METHOD(Result<Posting>, Post, (EmployeeId, const Operation&), (override));
};

Profile Valid() { return {"김철수", std::nullopt, "개발팀", "과장", std::nullopt, std::nullopt}; }

class EmployeeUseCases : public testing::Test {
 protected:
  FixedClock clock_;
  testing::StrictMock<MockEmployees> employees_;
  testing::StrictMock<MockLedger> ledger_;
  EmployeeService people_{employees_, clock_, Minutes::OfDays(15)};
  LeaveService leave_{ledger_, clock_};
};

TEST_F(EmployeeUseCases, CreationCarriesOpeningLeaveKeyAndTime) {
  NewEmployee stored;
  EXPECT_CALL(employees_, Create)
      .WillOnce(testing::DoAll(testing::SaveArg<0>(&stored),
                               testing::Return(Creation{EmployeeId(1), false})));
  ASSERT_TRUE(people_.Create(Valid(), "key-1").ok());
  EXPECT_EQ(stored.opening, Minutes::OfDays(15));
  EXPECT_EQ(stored.at, clock_.Now());
  ASSERT_TRUE(stored.request_key.has_value());
  EXPECT_EQ(stored.request_key->key, "key-1");
  EXPECT_EQ(stored.request_key->fingerprint, Fingerprint(Valid()));
}

TEST_F(EmployeeUseCases, WrongProfileNeverReachesTheRepository) {
  Profile profile = Valid();
  profile.name = "";
  const auto refused = people_.Create(profile, std::nullopt);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().slug, "invalid-body");
}

TEST_F(EmployeeUseCases, UnknownPeopleAreNotFound) {
  EXPECT_CALL(employees_, Find).WillOnce(testing::Return(std::nullopt));
  EXPECT_CALL(ledger_, Balance).WillOnce(testing::Return(std::nullopt));
  EXPECT_EQ(people_.Get(EmployeeId(9)).error().slug, "employee-not-found");
  EXPECT_EQ(leave_.Balance(EmployeeId(9)).error().slug, "employee-not-found");
}

TEST_F(EmployeeUseCases, ChangeAndDeactivationDecideOnWhatIsStored) {
  Employee stored;
  stored.id = EmployeeId(7);
  stored.profile = Valid();
  stored.version = 4;
  EXPECT_CALL(employees_, Update)
      .Times(2)
      .WillRepeatedly(
          [&](EmployeeId, const EmployeeRepository::Change& change, Instant) -> Result<Person> {
            auto changed = change(stored);
            if (!changed) return changed.error();
            return Person{*changed, {}};
          });
  EXPECT_EQ(people_.Change(EmployeeId(7), {"인사팀", "차장", {}, {}, {}, {}}, 3).error().slug,
            "version-mismatch");
  EXPECT_FALSE(people_.Deactivate(EmployeeId(7), 4)->employee.active);
}

TEST_F(EmployeeUseCases, AdjustmentIsKeyedByPersonAndRequest) {
  Operation posted;
  EXPECT_CALL(ledger_, Post(EmployeeId(7), testing::_))
      .Times(3)
      .WillRepeatedly(
          testing::DoAll(testing::SaveArg<1>(&posted), testing::Return(Posting{{}, false})));
  ASSERT_TRUE(leave_.Adjust(EmployeeId(7), Minutes(60), "포상", "key-1").ok());
  EXPECT_EQ(posted.id, "adjust:7:key-1");
  EXPECT_EQ(posted.kind, EntryKind::kAdjust);
  EXPECT_EQ(posted.reason, "포상");
  ASSERT_TRUE(leave_.Adjust(EmployeeId(7), Minutes(60), std::nullopt, std::nullopt).ok());
  const std::string first = posted.id;
  ASSERT_TRUE(leave_.Adjust(EmployeeId(7), Minutes(60), std::nullopt, std::nullopt).ok());
  EXPECT_NE(posted.id, first);
}

TEST_F(EmployeeUseCases, AdjustmentOfNothingIsRefused) {
  EXPECT_EQ(leave_.Adjust(EmployeeId(7), Minutes(), std::nullopt, std::nullopt).error().slug,
            "invalid-body");
}

}  // namespace
}  // namespace erp::employee
