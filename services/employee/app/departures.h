// Use cases about people who leave. Thread-safe; blocks on the register.
#pragma once

#include <vector>

#include "common/clock.h"
#include "employee/domain/departure.h"

namespace erp::employee {

// The people who have left, as the database knows them. Implementations are thread-safe and throw
// Unavailable when it does not answer.
class LeaverRegister {
 public:
  virtual ~LeaverRegister() = default;

  // At most `limit` behind `after`, in their order.
  virtual std::vector<Leaver> List(const LeaverPlace& after, int limit) = 0;
};

struct LeaversPage {
  std::vector<Leaver> leavers;
  LeaverPlace next;   // where a later look begins; some of this page may come again then
  bool more = false;  // something follows already
};

class Departures {
 public:
  // A transaction that is still open, or another replica's clock, may put a row behind one that
  // was listed already. Nobody is missed who comes to light within this time.
  static constexpr std::chrono::seconds kOverlap{30};

  // Both must outlive the service.
  Departures(LeaverRegister& leavers, const Clock& clock) : leavers_(leavers), clock_(clock) {}

  LeaversPage List(const LeaverPlace& after, int limit);

 private:
  LeaverRegister& leavers_;
  const Clock& clock_;
};

}  // namespace erp::employee
