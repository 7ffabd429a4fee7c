// Leave under the paths of earlier clients: who decides it, and what its dates take.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/app/leave/keep_leaves.h"
#include "employee/domain/leave/leave_status.h"
#include "unit/employee_mock_leave_documents.h"
#include "unit/employee_mock_organisation.h"

namespace erp::employee {
namespace {

using std::chrono::December;
using std::chrono::year;
using testing::_;
using testing::Return;

constexpr EmployeeId kPerson(3);
constexpr EmployeeId kManager(2);
constexpr RequestId kDocument(41);

// Monday to Friday, eight hours, no holidays.
class PlainCalendars : public Calendars {
 public:
  WorkingCalendar Of(EmployeeId /*employee*/) override {
    return {WeeklyPattern::MondayToFriday(Minutes(480)), Holidays(), CalendarVersion(1)};
  }
  Holidays All() override { return Holidays(); }
  void Put(const std::vector<Holiday>& /*holidays*/) override {}
  void Remove(const std::vector<Holiday>& /*holidays*/) override {}
};

LineSource::PersonOn PersonWith(EmployeeId id, std::optional<EmployeeId> manager) {
  LineSource::PersonOn person{id, "김서연", true, Placement{}};
  person.placement->manager = manager;
  return person;
}

LeaveDocument DocumentOf(std::optional<EmployeeId> approver) {
  LeaveDocument document;
  document.id = kDocument;
  document.employee = kPerson;
  document.approver = approver;
  return document;
}

TEST(LeaveStatus, FollowsFromTheDocument) {
  EXPECT_EQ(LeaveStatusOf("in_progress", false), "PENDING");
  EXPECT_EQ(LeaveStatusOf("submitting", false), "PENDING");
  EXPECT_EQ(LeaveStatusOf("approved", false), "APPROVED");
  EXPECT_EQ(LeaveStatusOf("rejected", false), "REJECTED");
  EXPECT_EQ(LeaveStatusOf("recalled", false), "RECALLED");
  EXPECT_EQ(LeaveStatusOf("draft", true), "REFUSED");
  EXPECT_EQ(LeaveStatusOf("draft", false), "DRAFT");
}

TEST(DecidedLeave, IsDecidedByTheOpenStepsApproverUnlessSomebodyIsNamed) {
  testing::NiceMock<MockLeaveDocuments> documents;
  testing::NiceMock<MockLines> lines;
  PlainCalendars calendars;
  const SystemClock clock;
  KeepLeaves leaves(documents, calendars, lines, {clock, TimeZone("Asia/Seoul")});
  ON_CALL(documents, Find(kDocument)).WillByDefault(Return(DocumentOf(kManager)));
  EXPECT_CALL(documents, Decide(kDocument, kManager, true, _, _)).WillOnce(Return(Result<void>()));
  EXPECT_TRUE(leaves.Decide(kDocument, std::nullopt, true, std::nullopt, std::nullopt));
  EXPECT_CALL(documents,
              Decide(kDocument, EmployeeId(9), false, testing::Ne(std::optional<std::string>()), _))
      .WillOnce(Return(Error{ErrorCode::kForbidden, "not-the-approver", "Another one decides."}));
  const auto other = leaves.Decide(kDocument, EmployeeId(9), false, std::nullopt, std::nullopt);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().slug, "not-the-approver");
}

TEST(DecidedLeave, NeedsAnOpenStep) {
  testing::StrictMock<MockLeaveDocuments> documents;
  testing::NiceMock<MockLines> lines;
  PlainCalendars calendars;
  const SystemClock clock;
  KeepLeaves leaves(documents, calendars, lines, {clock, TimeZone("Asia/Seoul")});
  EXPECT_CALL(documents, Find(kDocument)).WillOnce(Return(DocumentOf(std::nullopt)));
  EXPECT_EQ(leaves.Decide(kDocument, std::nullopt, true, std::nullopt, std::nullopt).error().slug,
            "step-not-open");
  EXPECT_CALL(documents, Find(kDocument)).WillOnce(Return(LeaveNotFound()));
  EXPECT_EQ(leaves.Decide(kDocument, std::nullopt, true, std::nullopt, std::nullopt).error().slug,
            "leave-not-found");
}

class AskedLeave : public testing::Test {
 protected:
  AskedLeave() {
    ON_CALL(lines_, Find(kPerson, _)).WillByDefault(Return(PersonWith(kPerson, kManager)));
    ON_CALL(lines_, Find(kManager, _)).WillByDefault(Return(PersonWith(kManager, std::nullopt)));
    ON_CALL(documents_, Find(kDocument)).WillByDefault(Return(DocumentOf(kManager)));
    wanted_.employee = kPerson;
    // Tuesday to Monday: five workdays.
    wanted_.leave.start = year(2026) / December / 1;
    wanted_.leave.end = year(2026) / December / 7;
  }

  testing::StrictMock<MockLeaveDocuments> documents_;
  testing::NiceMock<MockLines> lines_;
  PlainCalendars calendars_;
  const SystemClock clock_;
  KeepLeaves leaves_{documents_, calendars_, lines_, {clock_, TimeZone("Asia/Seoul")}};
  WantedLeave wanted_;
};

TEST_F(AskedLeave, GoesToTheManagerWithItsDatesWhateverMoreIsClaimed) {
  wanted_.claimed = Minutes::OfDays(7);
  wanted_.key = "k";
  EXPECT_CALL(documents_, Submit(_, std::optional<std::string>("k")))
      .WillOnce([&](const NewLeaveDocument& document, const auto&) -> Result<RequestId> {
        EXPECT_EQ(document.employee, kPerson);
        EXPECT_EQ(document.approver, kManager);
        EXPECT_EQ(document.leave.end, wanted_.leave.end);
        return kDocument;
      });
  EXPECT_CALL(documents_, Find(kDocument));
  const auto asked = leaves_.Ask(wanted_);
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->id, kDocument);
}

TEST_F(AskedLeave, NeverTakesMoreThanWasClaimed) {
  wanted_.claimed = Minutes::OfDays(5) - Minutes(60);
  const auto refused = leaves_.Ask(wanted_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/days");
  wanted_.claimed = Minutes::OfDays(5);
  EXPECT_CALL(documents_, Submit(_, _))
      .WillOnce(Return(Error{ErrorCode::kConflict, "leave-insufficient", "Not enough."}));
  EXPECT_EQ(leaves_.Ask(wanted_).error().slug, "leave-insufficient");
}

TEST_F(AskedLeave, IsNoneOnDaysOff) {
  wanted_.leave.start = year(2026) / December / 5;
  wanted_.leave.end = year(2026) / December / 6;
  EXPECT_EQ(leaves_.Ask(wanted_).error().slug, "leave-no-working-day");
}

}  // namespace
}  // namespace erp::employee
