// Use case: somebody leaves, and what waits for them goes to others.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "employee/app/company_clock.h"
#include "employee/app/organisation/ports.h"

namespace erp::employee {

// What became of a wish to deactivate somebody.
struct Departure {
  bool left = false;                      // false: refused, because `work` waits
  std::optional<EmployeeId> reassign_to;  // who takes over
  WaitingWork work;                       // as of then; empty of somebody who had left before
};

// Thread-safe; blocks on the register, on what ends the work and on approval-request.
class DeactivateEmployee {
 public:
  // All must outlive the use case.
  DeactivateEmployee(LeaverRegister& leavers,
                     WorkSource& work,
                     UnfinishedWork& unfinished,
                     CompanyClock clock)
      : leavers_(leavers), work_(work), unfinished_(unfinished), clock_(std::move(clock)) {}

  // Deactivates somebody for whom nothing waits, or whose work `reassign_to` takes over; what waits
  // has been handed over when this returns, unless that takes longer than a moment. What was not
  // known yet, such as a document that is submitted this moment, is handed over all the same by
  // approval-request, which reads the list of leavers. Unfinished work on quests has ended too,
  // unless the database is away now; a repeat, or a job, ends it then. Throws Unavailable when
  // approval-request does not say what waits: nothing has changed then.
  Result<Departure> Run(EmployeeId id,
                        std::optional<std::int64_t> expected,
                        std::optional<EmployeeId> reassign_to);

 private:
  LeaverRegister& leavers_;
  WorkSource& work_;
  UnfinishedWork& unfinished_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
