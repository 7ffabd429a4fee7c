// Use cases: absences are recorded, listed and removed.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "employee/app/company_clock.h"
#include "employee/app/leave/absence_ports.h"

namespace erp::employee {

// Thread-safe; blocks on its ports, which must outlive it. What was granted before stays granted
// whatever is recorded or removed later.
class KeepAbsences {
 public:
  KeepAbsences(EmployeeRepository& people, AbsenceRegister& absences, CompanyClock clock)
      : people_(people), absences_(absences), clock_(std::move(clock)) {}

  // In the order of their dates. Refuses an unknown employee.
  Result<std::vector<Absence>> List(EmployeeId employee);
  // `key` is the client's Idempotency-Key, the actor's alone. Refuses AbsenceMistakes, and as
  // AbsenceRegister::Add does.
  Result<Made<Absence>> Record(Absence absence, const std::optional<std::string>& key);
  // Refuses as AbsenceRegister::Remove does.
  Result<void> Remove(EmployeeId employee, AbsenceId id, std::optional<EmployeeId> actor);

 private:
  EmployeeRepository& people_;
  AbsenceRegister& absences_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
