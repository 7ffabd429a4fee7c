#include "employee/app/attendance/check_in.h"

#include <utility>

namespace erp::employee {
namespace {

Error PlaceNotAllowed(PlaceFinding finding) {
  Error error{ErrorCode::kForbidden, "place-not-allowed",
              "Checking in is not possible from this place."};
  error.extras.emplace_back("reason", FindingName(finding));
  return error;
}

}  // namespace

CheckIn::CheckIn(AttendanceBook& book, CompanyClock clock, AttendancePolicy policy)
    : book_(book), clock_(std::move(clock)), policy_(std::move(policy)) {}

Result<Attended> CheckIn::Run(EmployeeId employee, const CheckInClaim& claim) {
  const Moment now = clock_.Now();
  AttendanceRecord record;
  record.employee = employee;
  record.work_date = now.on;
  record.check_in = now.at;
  record.client_time = claim.client_time;
  record.place = CheckPlace(policy_.place, claim.address, claim.position);
  if (policy_.place.policy == PlacePolicy::kRefuse && record.place.elsewhere()) {
    return PlaceNotAllowed(record.place.finding);
  }
  return book_.CheckIn(record, [&](EmployeeId person, std::int64_t milestone) {
    return MilestoneGrant(person, milestone, now.on, now.at, policy_.reward_valid_months);
  });
}

}  // namespace erp::employee
