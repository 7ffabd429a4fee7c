// The rules of attendance: which record a check-out ends, milestones, places of work.
#include <gtest/gtest.h>

#include "employee/domain/attendance/milestone.h"
#include "employee/domain/attendance/place.h"
#include "employee/domain/attendance/record.h"

namespace erp::employee {
namespace {

Instant At(const char* text) { return ParseInstant(text).value(); }
Date On(const char* text) { return ParseDate(text).value(); }

class CheckingOut : public testing::Test {
 protected:
  static AttendanceRecord Record(const char* date, const char* check_in) {
    AttendanceRecord record;
    record.id = RecordId(7);
    record.work_date = On(date);
    record.check_in = At(check_in);
    return record;
  }
  Result<AttendanceRecord> OutAt(const char* at, const std::vector<AttendanceRecord>& records) {
    return CheckedOut(records, At(at), seoul_, std::chrono::hours(16));
  }
  TimeZone seoul_{"Asia/Seoul"};
};

TEST_F(CheckingOut, EndsTheRecordOfTheDate) {
  const auto before = Record("2026-11-26", "2026-11-26T13:00:00Z");
  const auto today = Record("2026-11-27", "2026-11-27T00:00:00Z");
  const auto out = OutAt("2026-11-27T09:00:59.999Z", {before, today});
  EXPECT_EQ(out->work_date, On("2026-11-27"));
  EXPECT_EQ(out->status, RecordStatus::kCheckedOut);
  EXPECT_EQ(out->work_minutes(), 540) << "whole minutes";
}

TEST_F(CheckingOut, NeedsACheckIn) {
  EXPECT_EQ(OutAt("2026-11-27T09:00:00Z", {}).error().slug, "not-checked-in");
  auto voided = Record("2026-11-27", "2026-11-27T00:00:00Z");
  voided.status = RecordStatus::kVoided;
  EXPECT_EQ(OutAt("2026-11-27T09:00:00Z", {voided}).error().slug, "not-checked-in");
}

TEST_F(CheckingOut, ALaterOneOfTheSameDateReplacesAnEarlierOne) {
  auto record = *OutAt("2026-11-27T08:00:00Z", {Record("2026-11-27", "2026-11-27T00:00:00Z")});
  record = *OutAt("2026-11-27T09:00:00Z", {record});
  EXPECT_EQ(record.check_out, At("2026-11-27T09:00:00Z"));
  // A clock of another replica that is behind takes nothing back.
  EXPECT_EQ(OutAt("2026-11-27T08:30:00Z", {record})->check_out, At("2026-11-27T09:00:00Z"));
  EXPECT_EQ(
      OutAt("2026-11-26T23:59:59Z", {Record("2026-11-27", "2026-11-27T00:00:00Z")})->work_minutes(),
      0);
}

TEST_F(CheckingOut, ANightShiftEndsWithinTheWindow) {
  // 22:00 in Seoul; sixteen hours later it is 14:00.
  const auto night = Record("2026-11-26", "2026-11-26T13:00:00Z");
  EXPECT_EQ(OutAt("2026-11-27T05:00:00Z", {night})->work_minutes(), 960);
  EXPECT_EQ(OutAt("2026-11-27T05:00:00.001Z", {night}).error().slug, "not-checked-in");
  // Again on the morning of its end, but not when the day was ended on its own date.
  auto ended = *OutAt("2026-11-26T21:00:00Z", {night});
  EXPECT_EQ(OutAt("2026-11-26T21:05:00Z", {ended})->check_out, At("2026-11-26T21:05:00Z"));
  ended.check_out = At("2026-11-26T14:30:00Z");
  EXPECT_EQ(OutAt("2026-11-26T16:00:00Z", {ended}).error().slug, "not-checked-in");
  auto forgotten = night;
  forgotten.status = RecordStatus::kCheckOutMissing;
  EXPECT_EQ(OutAt("2026-11-26T21:00:00Z", {forgotten}).error().slug, "not-checked-in");
}

TEST(AttendanceProgress, CountsTowardsTheNextThirty) {
  EXPECT_EQ((AttendanceProgress{0, 0}).percent(), 0);
  EXPECT_EQ((AttendanceProgress{29, 0}).percent(), 96);
  EXPECT_EQ((AttendanceProgress{29, 0}).next(), 30);
  EXPECT_FALSE((AttendanceProgress{29, 0}).due());
  EXPECT_TRUE((AttendanceProgress{30, 0}).due());
  EXPECT_EQ((AttendanceProgress{30, 1}).running(), 0);
  EXPECT_EQ((AttendanceProgress{61, 2}).running(), 1);
  EXPECT_EQ((AttendanceProgress{61, 2}).next(), 90);
}

// G7: a date corrected away after the grant.
TEST(AttendanceProgress, ADateThatEarnedAGrantIsMadeUpForFirst) {
  EXPECT_EQ((AttendanceProgress{28, 1}).running(), 0);
  EXPECT_FALSE((AttendanceProgress{30, 1}).due());
  EXPECT_EQ((AttendanceProgress{31, 1}).running(), 1);
  EXPECT_FALSE((AttendanceProgress{59, 1}).due());
  EXPECT_TRUE((AttendanceProgress{60, 1}).due());
}

TEST(MilestoneGrant, IsADayOfRewardWithItsDates) {
  const auto grant =
      MilestoneGrant(EmployeeId(17), 2, On("2026-11-27"), At("2026-11-27T00:00:00Z"), 12);
  EXPECT_EQ(grant.id, "attendance:17:2");
  EXPECT_EQ(grant.source, "attendance:17:2");
  EXPECT_EQ(grant.on, On("2026-11-27"));
  EXPECT_EQ(grant.kind, EntryKind::kGrant);
  EXPECT_EQ(grant.minutes, Minutes::OfDays(1));
  EXPECT_EQ(grant.bucket, Bucket::kReward);
  EXPECT_EQ(grant.validity, (Validity{On("2026-11-27"), On("2027-11-26")}));
  EXPECT_TRUE(OperationMistakes(grant).empty());
  const auto lasting = [](const char* from, int months) {
    return MilestoneGrant(EmployeeId(1), 1, On(from), {}, months).validity.to;
  };
  EXPECT_EQ(lasting("2024-02-29", 12), On("2025-02-28"));
  EXPECT_EQ(lasting("2026-08-31", 6), On("2027-02-28"));
  EXPECT_EQ(lasting("2026-01-01", 12), On("2026-12-31"));
  EXPECT_EQ(lasting("2026-01-01", 0), std::nullopt);
}

PlaceRules Rules(PlacePolicy policy) {
  return {policy, ParseIpNetworks("10.1.0.0/16").value(),
          ParseGeoCircles("37.5665,126.9780,150").value(), 100};
}

Position Here(double latitude, double accuracy) { return {{latitude, 126.978}, accuracy}; }

TEST(PlaceOfWork, IsANetworkOrARadius) {
  const auto rules = Rules(PlacePolicy::kMark);
  EXPECT_EQ(CheckPlace(rules, "10.1.2.3", std::nullopt).finding, PlaceFinding::kNetwork);
  EXPECT_EQ(CheckPlace(rules, "10.2.2.3", std::nullopt).finding, PlaceFinding::kNoPosition);
  EXPECT_EQ(CheckPlace(rules, "nonsense", std::nullopt).finding, PlaceFinding::kNoPosition);
  EXPECT_EQ(CheckPlace(rules, std::nullopt, Here(37.5670, 100)).finding, PlaceFinding::kRadius);
  EXPECT_EQ(CheckPlace(rules, std::nullopt, Here(37.5670, 100.1)).finding,
            PlaceFinding::kInaccurate);
  const auto outside = CheckPlace(rules, std::nullopt, Here(37.5690, 10));
  EXPECT_EQ(outside.finding, PlaceFinding::kOutside);
  EXPECT_TRUE(outside.elsewhere());
  EXPECT_EQ(outside.position, Here(37.5690, 10)) << "the position is kept";
}

TEST(PlaceOfWork, IsNotLookedForWithoutAPolicyOrAPlace) {
  const auto off = CheckPlace(Rules(PlacePolicy::kOff), "10.1.2.3", Here(37.5670, 10));
  EXPECT_EQ(off.finding, PlaceFinding::kUnchecked);
  EXPECT_EQ(off.position, std::nullopt) << "nothing is kept that nobody asked for";
  EXPECT_FALSE(off.elsewhere());
  EXPECT_FALSE(CheckPlace({.policy = PlacePolicy::kRefuse}, "10.1.2.3", std::nullopt).elsewhere());
}

TEST(PlaceOfWork, FindingsAndStatusesAreReadAsTheyAreWritten) {
  for (const auto finding :
       {PlaceFinding::kUnchecked, PlaceFinding::kNetwork, PlaceFinding::kRadius,
        PlaceFinding::kOutside, PlaceFinding::kNoPosition, PlaceFinding::kInaccurate}) {
    EXPECT_EQ(ParseFinding(FindingName(finding)), finding);
  }
  for (const auto status : {RecordStatus::kCheckedIn, RecordStatus::kCheckedOut,
                            RecordStatus::kCheckOutMissing, RecordStatus::kVoided}) {
    EXPECT_EQ(ParseRecordStatus(StatusName(status)), status);
  }
  EXPECT_EQ(ParseFinding("moon"), std::nullopt);
  EXPECT_EQ(ParseRecordStatus("checked_in"), std::nullopt);
}

}  // namespace
}  // namespace erp::employee
