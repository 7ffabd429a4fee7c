// Use case: a record of attendance is corrected, by hand or because a document was approved.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "employee/app/attendance/ports.h"
#include "employee/app/company_clock.h"
#include "employee/domain/attendance/policy.h"

namespace erp::employee {

// What somebody wants corrected, and why. `source` is the document that asks for it
// ("document:{id}:{round}"): the same one corrects once.
struct WantedCorrection {
  RecordChange change;
  std::string reason;
  std::optional<EmployeeId> actor = std::nullopt;
  std::optional<std::string> source = std::nullopt;
};

// Thread-safe; blocks on the book.
class CorrectRecord {
 public:
  // `book` must outlive the use case.
  CorrectRecord(AttendanceBook& book, CompanyClock clock, AttendancePolicy policy);

  // The record as it is then. A milestone that was granted stays granted when a date is corrected
  // away; one that a correction reaches is granted, each once. Refuses as Corrected and
  // AttendanceBook::Change do.
  Result<AttendanceRecord> Run(RecordId id,
                               const WantedCorrection& wanted,
                               std::optional<std::int64_t> expected = std::nullopt);

  // The record with its corrections. Refuses an unknown one ("record-not-found").
  Result<CorrectedRecord> Get(RecordId id);

 private:
  AttendanceBook& book_;
  const CompanyClock clock_;
  const AttendancePolicy policy_;
};

}  // namespace erp::employee
