// Use case: a document that was approved corrects somebody's day at work.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "employee/app/attendance/ports.h"
#include "employee/app/company_clock.h"
#include "employee/domain/attendance/day_correction.h"
#include "employee/domain/attendance/policy.h"

namespace erp::employee {

struct WantedDay {
  EmployeeId employee;
  DayCorrection correction;
  std::string reason;
  std::string source;  // the document's round, once
};

// Thread-safe; blocks on the book.
class CorrectDay {
 public:
  // `book` must outlive the use case.
  CorrectDay(AttendanceBook& book, CompanyClock clock, AttendancePolicy policy)
      : book_(book), clock_(std::move(clock)), policy_(std::move(policy)) {}

  // The record as it is then; of a source that was here before, as it is now. Grants milestones as
  // CorrectRecord does. Refuses as CorrectedDay and AttendanceBook::ChangeDay do.
  Result<AttendanceRecord> Run(const WantedDay& wanted);

  // What Run would refuse now; nothing is stored.
  Result<void> Check(EmployeeId employee, const DayCorrection& correction);

 private:
  AttendanceBook& book_;
  const CompanyClock clock_;
  const AttendancePolicy policy_;
};

}  // namespace erp::employee
