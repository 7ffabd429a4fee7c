// Use case: somebody comes to work (출근).
#pragma once

#include <optional>
#include <string>

#include "employee/app/attendance/ports.h"
#include "employee/app/company_clock.h"
#include "employee/domain/attendance/policy.h"

namespace erp::employee {

// What a client says about itself. Nothing of it decides when somebody came.
struct CheckInClaim {
  std::optional<Position> position = std::nullopt;
  std::optional<Instant> client_time = std::nullopt;
  std::optional<std::string> address = std::nullopt;  // as the gateway saw it
};

// Thread-safe; blocks on the book.
class CheckIn {
 public:
  // `book` must outlive the use case.
  CheckIn(AttendanceBook& book, CompanyClock clock, AttendancePolicy policy);

  // The record of today; again on the same date it is the same record. Refuses with kForbidden
  // "place-not-allowed" where the policy refuses other places, a repeat too, with what was found in
  // the member `reason`, and as AttendanceBook::CheckIn does.
  Result<Attended> Run(EmployeeId employee, const CheckInClaim& claim);

 private:
  AttendanceBook& book_;
  const CompanyClock clock_;
  const AttendancePolicy policy_;
};

}  // namespace erp::employee
