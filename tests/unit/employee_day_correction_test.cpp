// A day at work as an approved document says that it was.
#include <gtest/gtest.h>

#include "employee/api/attendance/json.h"
#include "employee/domain/attendance/day_correction.h"

namespace erp::employee {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr EmployeeId kPerson(7);

class DayCorrected : public testing::Test {
 protected:
  static Date On(const std::string& text) { return ParseDate(text).value(); }
  static Instant At(const std::string& text) { return ParseInstant(text).value(); }
  Result<AttendanceRecord> Correct(const DayCorrection& correction) {
    return CorrectedDay(kPerson, record_, correction, now_, zone_);
  }
  std::string Mistake(const DayCorrection& correction) {
    const auto corrected = Correct(correction);
    if (corrected) return "";
    return corrected.error().fields.front().pointer + " " +
           corrected.error().fields.front().detail.English();
  }
  // From 10:00 to 18:00 in Seoul on the 20th.
  void Present() {
    record_ = AttendanceRecord{.id = RecordId(4),
                               .employee = kPerson,
                               .work_date = On("2026-11-20"),
                               .check_in = At("2026-11-20T01:00:00Z"),
                               .check_out = At("2026-11-20T09:00:00Z"),
                               .status = RecordStatus::kCheckedOut};
  }

  const TimeZone zone_{"Asia/Seoul"};
  Instant now_ = At("2026-11-23T03:00:00Z");
  std::optional<AttendanceRecord> record_;
};

TEST_F(DayCorrected, ADateWithoutARecordGetsOne) {
  const auto corrected = Correct({On("2026-11-20"), hours(9), hours(18)}).value();
  EXPECT_EQ(corrected.employee, kPerson);
  EXPECT_EQ(corrected.work_date, On("2026-11-20"));
  EXPECT_EQ(corrected.check_in, At("2026-11-20T00:00:00Z"));
  EXPECT_EQ(corrected.check_out, At("2026-11-20T09:00:00Z"));
  EXPECT_EQ(corrected.status, RecordStatus::kCheckedOut);
  EXPECT_TRUE(corrected.counts());
}

TEST_F(DayCorrected, WithoutARecordACheckInIsNeeded) {
  EXPECT_EQ(Mistake({On("2026-11-20"), std::nullopt, hours(18)}),
            "/checkIn is required: there is no record of that date");
  EXPECT_EQ(Mistake({On("2026-11-20"), std::nullopt, std::nullopt, true}),
            "/absent there is no record of that date");
}

TEST_F(DayCorrected, OnlyWhatIsSaidChanges) {
  Present();
  const auto earlier = Correct({On("2026-11-20"), hours(9), std::nullopt}).value();
  EXPECT_EQ(earlier.id, RecordId(4));
  EXPECT_EQ(earlier.check_in, At("2026-11-20T00:00:00Z"));
  EXPECT_EQ(earlier.check_out, At("2026-11-20T09:00:00Z"));
  const auto later = Correct({On("2026-11-20"), std::nullopt, hours(19) + minutes(30)}).value();
  EXPECT_EQ(later.check_in, At("2026-11-20T01:00:00Z"));
  EXPECT_EQ(later.check_out, At("2026-11-20T10:30:00Z"));
}

TEST_F(DayCorrected, ACheckOutThatIsNotAfterTheCheckInIsOfTheNextDate) {
  const auto night = Correct({On("2026-11-20"), hours(22), hours(6)}).value();
  EXPECT_EQ(night.work_date, On("2026-11-20"));
  EXPECT_EQ(night.check_out, At("2026-11-20T21:00:00Z"));
  Present();
  EXPECT_EQ(Correct({On("2026-11-20"), std::nullopt, hours(10)}).value().check_out,
            At("2026-11-21T01:00:00Z"))
      << "24 hours at most";
}

TEST_F(DayCorrected, AbsentVoidsTheRecordAndTimesBringItBack) {
  Present();
  record_ = Correct({On("2026-11-20"), std::nullopt, std::nullopt, true}).value();
  EXPECT_EQ(record_->status, RecordStatus::kVoided);
  EXPECT_EQ(Correct({On("2026-11-20"), hours(9), std::nullopt}).value().status,
            RecordStatus::kCheckedOut);
}

TEST_F(DayCorrected, TheFutureIsNotCorrected) {
  EXPECT_EQ(Mistake({On("2026-11-23"), hours(13), std::nullopt}),
            "/checkIn must not be in the future");
  EXPECT_EQ(Mistake({On("2026-11-23"), hours(9), hours(13)}),
            "/checkOut must not be in the future");
  EXPECT_EQ(Correct({On("2026-11-23"), hours(9), std::nullopt}).value().status,
            RecordStatus::kCheckedIn)
      << "today's is still open";
  EXPECT_EQ(Correct({On("2026-11-20"), hours(9), std::nullopt}).value().status,
            RecordStatus::kCheckOutMissing);
}

std::string MistakeIn(const std::string& body) {
  const auto read = ReadDayCorrection(body);
  if (read) return "";
  return read.error().fields.empty() ? read.error().slug : read.error().fields.front().pointer;
}

TEST(DayCorrectionBody, IsReadWhole) {
  const auto read = ReadDayCorrection(R"({"employeeId": 7, "workDate": "2026-11-20",
      "checkIn": "00:00", "checkOut": "23:59", "reason": "고장"})")
                        .value();
  EXPECT_EQ(read.employee, kPerson);
  EXPECT_EQ(read.correction.check_in, minutes(0));
  EXPECT_EQ(read.correction.check_out, hours(23) + minutes(59));
  EXPECT_FALSE(read.correction.absent);
  EXPECT_EQ(read.reason, "고장");
}

TEST(DayCorrectionBody, SaysItsMistakes) {
  const auto with = [](const std::string& members) {
    std::string body = R"({"employeeId": 7, "workDate": "2026-11-20", "reason": "고장")";
    return body.append(members).append("}");
  };
  EXPECT_EQ(MistakeIn(with("")), "/checkIn");
  EXPECT_EQ(MistakeIn(with(R"(, "absent": false)")), "/checkIn");
  EXPECT_EQ(MistakeIn(with(R"(, "absent": true)")), "");
  EXPECT_EQ(MistakeIn(with(R"(, "absent": true, "checkIn": "09:00")")), "/absent");
  EXPECT_EQ(MistakeIn(with(R"(, "absent": true, "checkOut": "09:00")")), "/absent");
  for (const char* time : {"24:00", "23:60", "9:00", "09.00", "0900", "ab:cd", "09:0a", "-1:00"}) {
    EXPECT_EQ(MistakeIn(with(std::string(R"(, "checkIn": ")").append(time).append("\""))),
              "/checkIn")
        << time;
  }
  EXPECT_EQ(MistakeIn(R"({"employeeId": 7, "workDate": "2026-02-29", "reason": "고장",
                          "absent": true})"),
            "/workDate");
  EXPECT_EQ(MistakeIn(R"({"employeeId": 7, "workDate": "2026-11-20", "absent": true})"), "/reason");
}

}  // namespace
}  // namespace erp::employee
