// The use cases over fakes: what they hand to their ports and what they refuse themselves.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/app/use_cases.h"
#include "employee_identity_fakes.h"
#include "unit/employee_mock_leave_documents.h"
#include "unit/employee_mock_organisation.h"
#include "unit/employee_mock_quests.h"

namespace erp::employee {
namespace {

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return Instant(std::chrono::hours(1)); }
};

class MockEmployees : public EmployeeRepository {
 public:
  MOCK_METHOD(Result<Creation>, Create, (const NewEmployee&), (override));
  MOCK_METHOD(std::optional<Person>, Find, (EmployeeId, Date), (override));
  MOCK_METHOD(std::vector<Person>,
              List,
              (const PeopleFilter&, const PeoplePage&, Date),
              (override));
  MOCK_METHOD(FoundPeople, Search, (const PeopleSearch&, Date), (override));
  MOCK_METHOD(std::vector<Employee>, FindMany, (const std::vector<EmployeeId>&), (override));
  MOCK_METHOD(Result<Person>, Update, (EmployeeId, const Change&, Moment), (override));
};

class MockLeavers : public LeaverRegister {
 public:
  MOCK_METHOD(std::optional<State>, Find, (EmployeeId), (override));
  MOCK_METHOD(Result<void>,
              Leave,
              (EmployeeId, std::optional<std::int64_t>, std::optional<EmployeeId>, Moment),
              (override));
  MOCK_METHOD(std::vector<Leaver>, List, (const LeaverPlace&, int), (override));
};

class MockWork : public WorkSource {
 public:
  MOCK_METHOD(WaitingWork, WaitingFor, (EmployeeId), (override));
  MOCK_METHOD(void, HandOver, (EmployeeId), (override));
};

using Operations = std::vector<Operation>;

class MockLedger : public LeaveLedger {
 public:
  MOCK_METHOD(std::optional<Totals>, Balance, (EmployeeId, Date), (override));
  using Lapsing = std::vector<std::pair<EmployeeId, Lot>>;
  MOCK_METHOD(Lapsing, Lapsed, (Date, const LapsedPlace&, int), (override));
  MOCK_METHOD(std::vector<Entry>, Entries, (EmployeeId), (override));
  using EntriesOf = std::map<EmployeeId, std::vector<Entry>>;
  MOCK_METHOD(EntriesOf, EntriesUpTo, (Date, const std::vector<EmployeeId>&), (override));
  using TakingsOf = std::map<EmployeeId, std::vector<Taking>>;
  MOCK_METHOD(TakingsOf, Taken, (Date, Date, const std::vector<EmployeeId>&), (override));
  MOCK_METHOD(Result<Posting>, Post, (EmployeeId, const Operations&), (override));
};

class MockJobRuns : public JobRuns {
 public:
  MOCK_METHOD(bool,
              Take,
              (const std::string&, const std::string&, Date, Instant, bool),
              (override));
  MOCK_METHOD(bool, Renew, (const std::string&, const std::string&, Date, Instant), (override));
  MOCK_METHOD(void, Finish, (const std::string&, const JobRun&), (override));
  MOCK_METHOD(std::vector<JobRun>, List, (const std::optional<std::string>&, int), (override));
};

class MockCalendars : public Calendars {
 public:
  MOCK_METHOD(WorkingCalendar, Of, (EmployeeId), (override));
  MOCK_METHOD(Holidays, All, (), (override));
  MOCK_METHOD(void, Put, (const std::vector<Holiday>&), (override));
  MOCK_METHOD(void, Remove, (const std::vector<Holiday>&), (override));
};

class MockWorkCalendars : public WorkCalendarBook {
 public:
  MOCK_METHOD(std::vector<WorkCalendar>, All, (), (override));
  MOCK_METHOD(std::optional<WorkCalendar>, Find, (WorkCalendarId), (override));
  MOCK_METHOD(Result<WorkCalendar>, Create, (const WorkCalendar&), (override));
  MOCK_METHOD(Result<WorkCalendar>,
              Change,
              (const WorkCalendar&, std::optional<std::int64_t>),
              (override));
  MOCK_METHOD(Result<WorkCalendar>, Of, (EmployeeId), (override));
  MOCK_METHOD(Result<WorkCalendar>, Assign, (EmployeeId, WorkCalendarId), (override));
};

class MockPromotions : public PromotionRegister {
 public:
  MOCK_METHOD(std::vector<PromotionNotice>, Of, (EmployeeId), (override));
  MOCK_METHOD(bool, Give, (const PromotionNotice&), (override));
  MOCK_METHOD(Result<PromotionNotice>,
              Change,
              (EmployeeId, PromotionId, const Answer&),
              (override));
};

class MockAbsences : public AbsenceRegister {
 public:
  MOCK_METHOD(std::vector<Absence>, Of, (EmployeeId), (override));
  MOCK_METHOD(Result<Made<Absence>>,
              Add,
              (const Absence&, const std::optional<RequestKey>&),
              (override));
  MOCK_METHOD(Result<void>,
              Remove,
              (EmployeeId, AbsenceId, std::optional<EmployeeId>, Instant),
              (override));
};

class MockNotifying : public NotifyingLedger {
 public:
  MOCK_METHOD(Result<Posting>,
              Post,
              (EmployeeId, const std::vector<Operation>&, const LeaveNotice&),
              (override));
};

class MockDays : public DayPlans {
 public:
  using Plans = std::map<EmployeeId, std::vector<PlannedDay>>;
  MOCK_METHOD(Plans, Of, (const std::vector<EmployeeId>&, Date, Date), (override));
};

class MockAttendance : public AttendanceBook {
 public:
  MOCK_METHOD(Result<Attended>, CheckIn, (const AttendanceRecord&, const GrantOf&), (override));
  MOCK_METHOD(Result<AttendanceRecord>,
              CheckOut,
              (EmployeeId, Date, Date, const Choose&),
              (override));
  MOCK_METHOD(std::vector<AttendanceRecord>,
              History,
              (EmployeeId, std::optional<Date>, int),
              (override));
  MOCK_METHOD(std::optional<AttendanceProgress>, Progress, (EmployeeId), (override));
  MOCK_METHOD(std::vector<AttendanceRecord>,
              Between,
              (const std::vector<EmployeeId>&, Date, Date),
              (override));
  MOCK_METHOD(std::optional<CorrectedRecord>, Find, (RecordId), (override));
  MOCK_METHOD(Result<AttendanceRecord>,
              ChangeDay,
              (EmployeeId, Date, const CorrectOnDate&, const CorrectionNote&, const GrantOf&),
              (override));
  MOCK_METHOD(Result<AttendanceRecord>,
              Change,
              (RecordId,
               std::optional<std::int64_t>,
               const Correct&,
               const CorrectionNote&,
               const GrantOf&),
              (override));
  MOCK_METHOD(std::int64_t, CloseOpen, (Date, Instant, bool), (override));
};

Profile Valid() { return {"김철수", std::nullopt, "개발팀", "과장", std::nullopt, std::nullopt}; }

class EmployeeUseCases : public testing::Test {
 protected:
  FixedClock clock_;
  testing::StrictMock<MockEmployees> employees_;
  testing::StrictMock<MockLedger> ledger_;
  testing::StrictMock<MockCalendars> calendars_;
  testing::StrictMock<MockJobRuns> job_runs_;
  testing::StrictMock<MockLeavers> leavers_;
  testing::StrictMock<MockWork> work_;
  testing::NiceMock<MockLeaveDocuments> leave_documents_;
  testing::StrictMock<MockQuests> quests_;
  MockOrganisation organisation_;
  testing::StrictMock<MockQuestLists> quest_lists_;
  testing::StrictMock<MockAttendance> attendance_;
  testing::StrictMock<MockDays> days_;
  testing::StrictMock<MockWorkCalendars> work_calendars_;
  testing::StrictMock<MockPromotions> promotions_;
  testing::StrictMock<MockNotifying> notifying_;
  testing::StrictMock<MockAbsences> absences_;
  MemoryAccounts accounts_;
  MemoryFailures failures_;
  PlainPasswords passwords_;
  PlainTokens tokens_;
  PlainRefreshTokens refresh_tokens_;
  MemoryClients clients_;
  PlainBrowsers browsers_;
  PlainTotp totp_;
  UseCases app_{
      {employees_,
       ledger_,
       calendars_,
       leavers_,
       work_,
       leave_documents_,
       clock_,
       TimeZone("Asia/Seoul"),
       quests_,
       quest_lists_,
       attendance_,
       days_,
       job_runs_,
       work_calendars_,
       notifying_,
       organisation_.ports(),
       promotions_,
       absences_,
       {accounts_, failures_, passwords_, tokens_, refresh_tokens_, clients_, browsers_, totp_}},
      {.opening = Minutes::OfDays(15)}};
};

TEST_F(EmployeeUseCases, CreationCarriesOpeningLeaveKeyAndTime) {
  NewEmployee stored;
  EXPECT_CALL(employees_, Create)
      .WillOnce(testing::DoAll(testing::SaveArg<0>(&stored),
                               testing::Return(Creation{EmployeeId(1), false})));
  ASSERT_TRUE(app_.create_employee.Run(Valid(), "key-1").ok());
  EXPECT_EQ(stored.opening, Minutes::OfDays(15));
  EXPECT_EQ(stored.now.at, clock_.Now());
  ASSERT_TRUE(stored.request_key.has_value());
  EXPECT_EQ(stored.request_key->key, "key-1");
  EXPECT_EQ(stored.request_key->fingerprint, Fingerprint(Valid()));
}

TEST_F(EmployeeUseCases, WrongProfileNeverReachesTheRepository) {
  Profile profile = Valid();
  profile.name = "";
  const auto refused = app_.create_employee.Run(profile, std::nullopt);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().slug, "invalid-body");
}

TEST_F(EmployeeUseCases, UnknownPeopleAreNotFound) {
  EXPECT_CALL(employees_, Find).WillOnce(testing::Return(std::nullopt));
  EXPECT_CALL(ledger_, Balance).WillOnce(testing::Return(std::nullopt));
  EXPECT_EQ(app_.read_employees.Get(EmployeeId(9)).error().slug, "employee-not-found");
  EXPECT_EQ(app_.read_balance.Run(EmployeeId(9)).error().slug, "employee-not-found");
}

TEST_F(EmployeeUseCases, ChangeDecidesOnWhatIsStored) {
  Employee stored;
  stored.id = EmployeeId(7);
  stored.profile = Valid();
  stored.version = 4;
  EXPECT_CALL(employees_, Update)
      .Times(2)
      .WillRepeatedly(
          [&](EmployeeId, const EmployeeRepository::Change& change, Moment) -> Result<Person> {
            auto changed = change(stored);
            if (!changed) return changed.error();
            return Person{*changed, {}};
          });
  EXPECT_EQ(app_.change_employee.Run(EmployeeId(7), {.department = "인사팀"}, 3).error().slug,
            "version-mismatch");
  EXPECT_EQ(app_.change_employee.Run(EmployeeId(7), {.department = "인사팀"}, 4)
                ->employee.profile.department,
            "인사팀");
}

TEST_F(EmployeeUseCases, DeactivationJudgesTheVersionBeforeItAsksWhatWaits) {
  EXPECT_CALL(leavers_, Find(EmployeeId(7)))
      .WillOnce(testing::Return(LeaverRegister::State{true, 4, std::nullopt}));
  EXPECT_EQ(app_.deactivate_employee.Run(EmployeeId(7), 3, std::nullopt).error().slug,
            "version-mismatch");
}

Posting Posted() { return {{}, {}, false}; }

TEST_F(EmployeeUseCases, KeysOfDifferentPeopleAreDifferentKeys) {
  Operations posted;
  EXPECT_CALL(ledger_, Post(EmployeeId(7), testing::_))
      .WillRepeatedly(testing::DoAll(testing::SaveArg<1>(&posted), testing::Return(Posted())));
  ASSERT_TRUE(
      app_.adjust_balance
          .Run(EmployeeId(7), {.minutes = Minutes(60), .key = "key-1", .actor = EmployeeId(3)})
          .ok());
  EXPECT_EQ(posted.at(0).id, "adjust-by:3:7:key-1");
  EXPECT_EQ(posted.at(0).actor, EmployeeId(3));
  ASSERT_TRUE(
      app_.deduct_leave
          .Run(EmployeeId(7), {.minutes = Minutes(60), .key = "key-1", .actor = EmployeeId(3)})
          .ok());
  EXPECT_EQ(posted.at(1).id, "deduct-by:3:7:key-1:consume");
  EXPECT_EQ(posted.at(1).actor, EmployeeId(3));
}

TEST_F(EmployeeUseCases, AdjustmentIsKeyedByPersonAndRequest) {
  Operations posted;
  EXPECT_CALL(ledger_, Post(EmployeeId(7), testing::_))
      .Times(3)
      .WillRepeatedly(testing::DoAll(testing::SaveArg<1>(&posted), testing::Return(Posted())));
  ASSERT_TRUE(app_.adjust_balance
                  .Run(EmployeeId(7), {.minutes = Minutes(60), .reason = "포상", .key = "key-1"})
                  .ok());
  ASSERT_EQ(posted.size(), 1U);
  EXPECT_EQ(posted[0].id, "adjust:7:key-1");
  EXPECT_EQ(posted[0].kind, EntryKind::kAdjust);
  EXPECT_EQ(posted[0].reason, "포상");
  EXPECT_EQ(posted[0].minutes, Minutes(60));
  EXPECT_EQ(posted[0].source, "adjustment");
  EXPECT_EQ(posted[0].at, clock_.Now());
  ASSERT_TRUE(app_.adjust_balance.Run(EmployeeId(7), {.minutes = Minutes(60)}).ok());
  const std::string first = posted[0].id;
  ASSERT_TRUE(app_.adjust_balance.Run(EmployeeId(7), {.minutes = Minutes(60)}).ok());
  EXPECT_NE(posted[0].id, first);
}

TEST_F(EmployeeUseCases, DeductionReservesAndConsumesOneSourceTogether) {
  Operations posted;
  EXPECT_CALL(ledger_, Post(EmployeeId(7), testing::_))
      .Times(2)
      .WillRepeatedly(testing::DoAll(testing::SaveArg<1>(&posted), testing::Return(Posted())));
  ASSERT_TRUE(app_.deduct_leave
                  .Run(EmployeeId(7), {.minutes = Minutes(60), .reason = "결근", .key = "key-1"})
                  .ok());
  ASSERT_EQ(posted.size(), 2U);
  EXPECT_EQ(posted[0].id, "deduct:7:key-1:reserve");
  EXPECT_EQ(posted[0].kind, EntryKind::kReserve);
  EXPECT_EQ(posted[1].id, "deduct:7:key-1:consume");
  EXPECT_EQ(posted[1].kind, EntryKind::kConsume);
  for (const auto& operation : posted) {
    EXPECT_EQ(operation.source, "deduct:7:key-1");
    EXPECT_EQ(operation.minutes, Minutes(60));
    EXPECT_EQ(operation.reason, "결근");
    EXPECT_EQ(operation.at, clock_.Now());
  }
  ASSERT_TRUE(app_.deduct_leave.Run(EmployeeId(7), {.minutes = Minutes(60)}).ok());
  EXPECT_NE(posted[0].source, "deduct:7:key-1");
}

TEST_F(EmployeeUseCases, ReusedIdIsAReusedKeyToAClientAndAReusedOperationToAService) {
  const Error reused{ErrorCode::kKeyReused, "operation-id-reused", ""};
  EXPECT_CALL(ledger_, Post).Times(3).WillRepeatedly(testing::Return(Result<Posting>(reused)));
  EXPECT_EQ(
      app_.adjust_balance.Run(EmployeeId(7), {.minutes = Minutes(60), .key = "k"}).error().slug,
      "idempotency-key-reused");
  EXPECT_EQ(app_.deduct_leave.Run(EmployeeId(7), {.minutes = Minutes(60), .key = "k"}).error().slug,
            "idempotency-key-reused");
  Operation operation;
  operation.id = operation.source = "a";
  operation.minutes = Minutes(1);
  EXPECT_EQ(app_.apply_operation.Run(EmployeeId(7), operation).error().slug, "operation-id-reused");
}

TEST_F(EmployeeUseCases, OperationOfAnotherServiceIsPostedAsItIsAtTheTimeItCame) {
  Operations posted;
  EXPECT_CALL(ledger_, Post(EmployeeId(7), testing::_))
      .WillOnce(testing::DoAll(testing::SaveArg<1>(&posted), testing::Return(Posted())));
  Operation operation;
  operation.id = "leave:41:1:reserve";
  operation.kind = EntryKind::kReserve;
  operation.minutes = Minutes(960);
  operation.source = "leave:41:1";
  ASSERT_TRUE(app_.apply_operation.Run(EmployeeId(7), operation).ok());
  ASSERT_EQ(posted.size(), 1U);
  EXPECT_TRUE(SameRequest(posted[0], operation));
  EXPECT_EQ(posted[0].id, operation.id);
  EXPECT_EQ(posted[0].at, clock_.Now());
}

TEST_F(EmployeeUseCases, AmountsThatMakeNoSenseNeverReachTheLedger) {
  const auto refused = [](const Result<Posting>& posting) {
    return !posting && posting.error().slug == "invalid-body";
  };
  EXPECT_TRUE(refused(app_.adjust_balance.Run(EmployeeId(7), {.minutes = Minutes()})));
  EXPECT_TRUE(refused(app_.deduct_leave.Run(EmployeeId(7), {.minutes = Minutes()})));
  EXPECT_TRUE(refused(app_.deduct_leave.Run(EmployeeId(7), {.minutes = Minutes(-60)})));
  EXPECT_TRUE(refused(app_.deduct_leave.Run(EmployeeId(7), {.minutes = Minutes::OfDays(367)})));
  Operation operation;
  operation.id = operation.source = "a";
  EXPECT_TRUE(refused(app_.apply_operation.Run(EmployeeId(7), operation)));
}

}  // namespace
}  // namespace erp::employee
