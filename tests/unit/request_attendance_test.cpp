// A document that corrects a day at work: checked at the submit, corrected when it is approved.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "approval-request/clients/attendance_book.h"
#include "approval-request/clients/employee_answers.h"
#include "json/json.h"
#include "unit/request_app_fixture.h"

namespace erp::approval_request {
namespace {

using test::At;
using testing::Contains;
using testing::Not;

constexpr const char* kDay =
    R"({"checkIn":"09:00","checkOut":"18:00","reason":"단말기 고장","workDate":"2026-11-20"})";

struct AttendanceTest : test::AppTest {
  static Draft Correction(const std::string& fields = kDay) {
    auto draft = test::ThreeStepDraft();
    draft.form = "attendance-correction";
    draft.texts.fields = fields;
    draft.line = {{1, EmployeeId(5)}, {2, EmployeeId(9)}};
    return draft;
  }
  const Document& Stored() { return documents.stored.at(RequestId(1)); }
  std::vector<std::string> Waiting() {
    std::vector<std::string> waiting;
    for (const auto& message : documents.outbox) waiting.push_back(message.id);
    return waiting;
  }
  std::string Mistake(const std::string& fields) {
    const auto submitted = app.submit.Run(Correction(fields), std::nullopt);
    if (submitted) return "";
    return submitted.error().fields.empty() ? submitted.error().slug
                                            : submitted.error().fields.front().pointer;
  }
};

TEST_F(AttendanceTest, IsCheckedBeforeItIsStored) {
  ASSERT_TRUE(app.submit.Run(Correction(), std::nullopt));
  ASSERT_EQ(attendance.checked.size(), 1U);
  EXPECT_EQ(attendance.checked[0], (std::pair(EmployeeId(3), std::string(kDay))));
  EXPECT_EQ(Stored().attendance, kDay);
  EXPECT_EQ(Stored().state, DocumentState::kInProgress) << "nothing is waited for";
}

TEST_F(AttendanceTest, WhatCannotBeCorrectedSoIsRefusedAndNothingIsStored) {
  attendance.refusal = Error{
      ErrorCode::kInvalid, "invalid-body", "", {{"/fields/checkIn", "must not be in the future"}}};
  EXPECT_EQ(Mistake(kDay), "/fields/checkIn");
  attendance.away = true;
  EXPECT_THROW(app.submit.Run(Correction(), std::nullopt), Unavailable);
  EXPECT_TRUE(documents.stored.empty());
}

TEST_F(AttendanceTest, ARepeatIsTheDocumentThatWasCheckedThen) {
  ASSERT_TRUE(app.submit.Run(Correction(), "k"));
  attendance.away = true;
  EXPECT_TRUE(app.submit.Run(Correction(), "k")->replayed);
}

TEST_F(AttendanceTest, ItsFieldsAreThoseOfTheForm) {
  EXPECT_EQ(Mistake(R"({"workDate":"2026-11-20","checkIn":"09:00"})"), "/fields/reason");
  EXPECT_EQ(Mistake(R"({"reason":"고장","checkIn":"09:00"})"), "/fields/workDate");
  EXPECT_EQ(Mistake(R"({"workDate":"2026-11-20","checkIn":"9:00","reason":"고장"})"),
            "/fields/checkIn");
  EXPECT_TRUE(attendance.checked.empty()) << "employee is not asked for what the form refuses";
}

TEST_F(AttendanceTest, ADueDateIsNoPartOfTheDay) {
  ASSERT_TRUE(app.submit.Run(
      Correction(
          R"({"absent":true,"dueDate":"2026-12-01","reason":"휴무","workDate":"2026-11-20"})"),
      std::nullopt));
  EXPECT_EQ(Stored().attendance, R"({"absent":true,"reason":"휴무","workDate":"2026-11-20"})");
}

TEST_F(AttendanceTest, TheFinalApprovalCorrectsOnceAndARejectionNothing) {
  ASSERT_TRUE(app.submit.Run(Correction(), std::nullopt));
  ASSERT_TRUE(app.record.Run(test::NextDecision(Stored(), true)));
  EXPECT_THAT(Waiting(), Not(Contains("attendance:1:1")));
  ASSERT_TRUE(app.record.Run(test::NextDecision(Stored(), true)));
  EXPECT_THAT(Waiting(), Contains("attendance:1:1").Times(1));

  ASSERT_TRUE(app.submit.Run(Correction(), std::nullopt));
  ASSERT_TRUE(app.record.Run(
      test::NextDecision(documents.stored.at(RequestId(2)), false, "출근 기록 있음")));
  EXPECT_THAT(Waiting(), Not(Contains("attendance:2:1")));
}

TEST_F(AttendanceTest, AnotherFormCorrectsNothing) {
  ASSERT_TRUE(app.submit.Run(test::ThreeStepDraft(), std::nullopt));
  EXPECT_EQ(Stored().attendance, "");
  EXPECT_FALSE(AttendanceEffect(Stored()));
  EXPECT_TRUE(attendance.checked.empty());
}

TEST_F(AttendanceTest, OfARecalledDocumentTheNextRoundCorrectsWhatItSaysThen) {
  ASSERT_TRUE(app.submit.Run(Correction(), std::nullopt));
  ASSERT_TRUE(app.record.Run(test::NextRecall(Stored())));
  const std::string other = R"({"checkIn":"08:30","reason":"단말기 고장","workDate":"2026-11-20"})";
  ASSERT_TRUE(app.drafts.Edit({.document = RequestId(1), .viewer = {.person = EmployeeId(3)}},
                              {.texts = {{"fields", other}}}));
  ASSERT_TRUE(app.drafts.Submit({.document = RequestId(1), .viewer = {.person = EmployeeId(3)}}));
  EXPECT_EQ(Stored().attendance, other);
  for (int step = 0; step < 2; ++step) {
    ASSERT_TRUE(app.record.Run(test::NextDecision(Stored(), true)));
  }
  EXPECT_THAT(Waiting(), Contains("attendance:1:2").Times(1));
  EXPECT_EQ(AttendanceEffect(Stored()),
            (AttendanceCorrection{RequestId(1), 2, EmployeeId(3), other, Stored().updated_at}));
}

// What would be lost is said again; what no repeat can change is not.
TEST(AnswersOfEmployee, OnlyItsOwnRefusalsAreFinal) {
  const auto final = [](int status, const std::string& code) {
    http::Response response;
    response.status = status;
    response.body = json::Dump({{"code", code}});
    return FinalCode(response);
  };
  EXPECT_EQ(final(400, "invalid-body"), "invalid-body");
  EXPECT_EQ(final(404, "employee-not-found"), "employee-not-found");
  EXPECT_EQ(final(422, "operation-id-reused"), "operation-id-reused");
  EXPECT_EQ(final(404, "not-found"), std::nullopt) << "a daemon that does not know the path yet";
  for (const int status : {200, 408, 409, 413, 421, 429, 500, 503}) {
    EXPECT_EQ(final(status, "some-code"), std::nullopt) << status;
  }
  http::Response page;
  page.status = 400;
  page.body = "<html>";
  EXPECT_EQ(FinalCode(page), std::nullopt);
}

TEST(AttendanceOnTheWire, NamesWhoseDayItIs) {
  const AttendanceCorrection correction{RequestId(41), 2, EmployeeId(3), kDay, At(0)};
  EXPECT_EQ(EventId(correction), "attendance:41:2");
  EXPECT_EQ(json::Value::parse(AttendanceBody(correction)),
            json::Value::parse(R"({"checkIn":"09:00","checkOut":"18:00","employeeId":3,
                                   "reason":"단말기 고장","workDate":"2026-11-20"})"));
}

}  // namespace
}  // namespace erp::approval_request
