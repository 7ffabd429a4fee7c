// Use case: another service reads who has left since it looked last.
#pragma once

#include <chrono>
#include <vector>

#include "employee/app/organisation/ports.h"

namespace erp::employee {

struct LeaversPage {
  std::vector<Leaver> leavers;
  LeaverPlace next;   // where a later look begins; some of this page may come again then
  bool more = false;  // something follows already
};

// Thread-safe; blocks on the register.
class ListLeavers {
 public:
  // A transaction that is still open, or another replica's clock, may put a row behind one that
  // was listed already. Nobody is missed who comes to light within this time.
  static constexpr std::chrono::seconds kOverlap{30};

  // Both must outlive the use case.
  ListLeavers(LeaverRegister& leavers, const Clock& clock) : leavers_(leavers), clock_(clock) {}

  LeaversPage Run(const LeaverPlace& after, int limit);

 private:
  LeaverRegister& leavers_;
  const Clock& clock_;
};

}  // namespace erp::employee
