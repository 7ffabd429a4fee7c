// What the employee service reads and writes about leave, without a network.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/api/leave/json.h"
#include "json/json.h"

namespace erp::employee {
namespace {

using testing::UnorderedElementsAre;

std::vector<std::string> Pointers(const Error& error) {
  std::vector<std::string> pointers;
  for (const auto& field : error.fields) pointers.push_back(field.pointer);
  return pointers;
}

TEST(ReadAdjustment, TakesMultiplesOfAnEighth) {
  const auto adjustment = ReadAdjustment(R"({"adjustment":-1.125,"reason":"정정"})");
  ASSERT_TRUE(adjustment.ok());
  EXPECT_EQ(adjustment->minutes, Minutes(-540));
  EXPECT_EQ(adjustment->reason, "정정");
  EXPECT_EQ(ReadAdjustment(R"({"adjustment":366})")->minutes, Minutes::OfDays(366));
}

TEST(ReadAdjustment, AnythingElseIsRefused) {
  for (const char* body :
       {R"({})", R"({"adjustment":0})", R"({"adjustment":0.3})", R"({"adjustment":366.125})",
        R"({"adjustment":-367})", R"({"adjustment":1e308})", R"({"adjustment":1e400})",
        R"({"adjustment":NaN})", R"({"adjustment":"1"})", R"({"adjustment":null})",
        R"({"adjustment":true})", R"({"adjustment":1,"days":1})",
        R"({"adjustment":1,"reason":5})"}) {
    EXPECT_FALSE(ReadAdjustment(body).ok()) << body;
  }
  EXPECT_FALSE(
      ReadAdjustment(R"({"adjustment":1,"reason":")" + std::string(201, 'x') + R"("})").ok());
}

TEST(ReadDeduction, TakesWhatIsAboveZero) {
  EXPECT_EQ(ReadDeduction(R"({"days":0.125})")->minutes, Minutes(60));
  EXPECT_EQ(ReadDeduction(R"({"days":366,"reason":"결근"})")->reason, "결근");
  for (const char* body :
       {R"({})", R"({"days":0})", R"({"days":-1})", R"({"days":0.3})", R"({"days":366.125})",
        R"({"days":1e308})", R"({"days":NaN})", R"({"days":"5"})", R"({"days":null})",
        R"({"days":9223372036854775808})", R"({"days":[1]})", R"({"days":1,"employeeId":3})",
        R"([])", R"(5)", ""}) {
    EXPECT_FALSE(ReadDeduction(body).ok()) << body;
  }
}

constexpr const char* kReserve =
    R"({"employeeId":3,"kind":"RESERVE","minutes":960,"source":"leave:41:1","reason":"휴가"})";

TEST(ReadLeaveOperation, TakesAllMembers) {
  const auto read = ReadLeaveOperation("leave:41:1:reserve", kReserve);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->employee, EmployeeId(3));
  EXPECT_EQ(read->operation.id, "leave:41:1:reserve");
  EXPECT_EQ(read->operation.kind, EntryKind::kReserve);
  EXPECT_EQ(read->operation.minutes, Minutes(960));
  EXPECT_EQ(read->operation.source, "leave:41:1");
  EXPECT_EQ(read->operation.reason, "휴가");
}

TEST(ReadLeaveOperation, EveryMistakeIsReportedAtOnce) {
  const auto refused = ReadLeaveOperation(
      "no good", R"({"employeeId":0,"kind":"TAKE","minutes":1.5,"source":"a b","by":1})");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(Pointers(refused.error()),
              UnorderedElementsAre("opId", "/employeeId", "/kind", "/minutes", "/source", "/by"));
}

TEST(ReadLeaveOperation, IdOfTheOperationIsCheckedEvenIfTheBodyIsRight) {
  for (const std::string& id :
       {std::string("a b"), std::string("a/b"), std::string("한"), std::string(201, 'x')}) {
    const auto refused = ReadLeaveOperation(id, kReserve);
    ASSERT_FALSE(refused.ok()) << id;
    EXPECT_THAT(Pointers(refused.error()), UnorderedElementsAre("opId"));
  }
  EXPECT_TRUE(ReadLeaveOperation(std::string(200, 'x'), kReserve).ok());
}

TEST(ReadLeaveOperation, AmountsAreWholeMinutesInTheirRange) {
  const auto read = [](const std::string& kind, const std::string& minutes) {
    return ReadLeaveOperation("a", R"({"employeeId":3,"source":"s","kind":")" + kind +
                                       R"(","minutes":)" + minutes + "}")
        .ok();
  };
  for (const std::string kind : {"RESERVE", "CONSUME", "RELEASE", "GRANT"}) {
    EXPECT_TRUE(read(kind, "1"));
    EXPECT_TRUE(read(kind, "17568000"));
    for (const std::string minutes :
         {"0", "-1", "17568001", "1.5", "1e308", "NaN", "\"5\"", "null", "9223372036854775808",
          "-9223372036854775808", "true", "[1]", "{}"}) {
      EXPECT_FALSE(read(kind, minutes)) << kind << minutes;
    }
  }
  EXPECT_TRUE(read("ADJUST", "-17568000"));
  EXPECT_TRUE(read("ADJUST", "1"));
  EXPECT_FALSE(read("ADJUST", "0"));
  EXPECT_FALSE(read("ADJUST", "-17568001"));
  EXPECT_FALSE(read("ADJUST", "-9223372036854775808"));
}

TEST(PrintBalance, WholeDaysAreWholeNumbers) {
  EXPECT_EQ(PrintBalance({Minutes(7200), Minutes(480), Minutes(240)}),
            R"({"pendingLeave":0.5,"remainingLeave":13.5,"totalLeave":15,"usedLeave":1})");
  EXPECT_EQ(json::Parse(PrintAdjusted(Minutes(60))).value()["newBalance"], 0.125);
  EXPECT_EQ(json::Parse(PrintDeducted(Minutes(60))).value()["remainingLeave"], 0.125);
}

Posting Posted() {
  Posting posting;
  posting.entry.operation.id = "leave:41:1:reserve";
  posting.entry.operation.kind = EntryKind::kReserve;
  posting.entry.operation.minutes = Minutes(960);
  posting.totals = {Minutes(7200), Minutes(480), Minutes(1440)};
  return posting;
}

TEST(PrintLeaveOperation, SaysWhatHappenedAndWhereTheAccountStands) {
  Posting posting = Posted();
  EXPECT_EQ(json::Parse(PrintLeaveOperation(posting)).value(),
            json::Parse(R"({"opId":"leave:41:1:reserve","kind":"RESERVE","outcome":"applied",
                "minutes":960,"grantedMinutes":7200,"consumedMinutes":480,"reservedMinutes":1440,
                "availableMinutes":5280})")
                .value());
  posting.entry.refusal = "closed";
  const auto refused = json::Parse(PrintLeaveOperation(posting)).value();
  EXPECT_EQ(refused["outcome"], "refused");
  EXPECT_EQ(refused["refusal"], "closed");
}

TEST(LeaveRefused, IsAProblemThatSaysWhatIsLeft) {
  Posting posting = Posted();
  posting.entry.refusal = "leave-insufficient";
  const auto response = LeaveRefused(posting);
  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(response.content_type, "application/problem+json");
  const auto problem = json::Parse(response.body).value();
  EXPECT_EQ(problem["code"], "leave-insufficient");
  EXPECT_EQ(problem["requestedDays"], 2);
  EXPECT_EQ(problem["availableDays"], 11);
  EXPECT_EQ(problem["pendingDays"], 3);
}

}  // namespace
}  // namespace erp::employee
