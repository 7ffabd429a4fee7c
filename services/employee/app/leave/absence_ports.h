// What the use cases about absences need from a database. Implementations are thread-safe and
// throw Unavailable when it does not answer.
#pragma once

#include <optional>
#include <vector>

#include "common/result.h"
#include "employee/app/organisation/ports.h"
#include "employee/domain/leave/absence.h"

namespace erp::employee {

class AbsenceRegister {
 public:
  virtual ~AbsenceRegister() = default;

  // In the order of their dates, without those that were removed; none for an unknown person.
  virtual std::vector<Absence> Of(EmployeeId employee) = 0;

  // One unit of work under the lock of the person. Refuses an unknown person
  // ("employee-not-found"), days that another one has ("absence-overlap"), and a key that was used
  // for something else ("idempotency-key-reused").
  virtual Result<Made<Absence>> Add(const Absence& absence,
                                    const std::optional<RequestKey>& key) = 0;

  // It counts no more; who removed it is kept, and a repeat changes nothing. Refuses one that the
  // person does not have ("absence-not-found").
  virtual Result<void> Remove(EmployeeId employee,
                              AbsenceId id,
                              std::optional<EmployeeId> actor,
                              Instant at) = 0;
};

}  // namespace erp::employee
