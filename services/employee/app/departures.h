// Use cases about people who leave.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/message.h"
#include "common/result.h"
#include "employee/domain/departure.h"

namespace erp::employee {

// The people who have left, as the database knows them, and their leaving. Implementations are
// thread-safe and throw Unavailable when it does not answer.
class LeaverRegister {
 public:
  virtual ~LeaverRegister() = default;

  struct State {
    bool active = true;
    std::int64_t version = 1;
    std::optional<EmployeeId> reassign_to;
  };
  virtual std::optional<State> Find(EmployeeId id) = 0;

  // One transaction: the person is inactive, and `reassign_to`, when given, takes over; somebody
  // who has left already stays so, and the person named last takes over. Refuses an unknown
  // person, another version than `expected` of somebody active ("version-mismatch"), and a
  // successor who is unknown or has left.
  virtual Result<void> Leave(EmployeeId id,
                             std::optional<std::int64_t> expected,
                             std::optional<EmployeeId> reassign_to,
                             Instant at) = 0;

  // At most `limit` behind `after`, in their order.
  virtual std::vector<Leaver> List(const LeaverPlace& after, int limit) = 0;
};

// What waits for somebody in documents under way.
struct WaitingWork {
  struct Entry {
    RequestId document;
    std::string title;
    EmployeeId drafter;
    std::string as;  // "open", "later", "drafter"
    int step = 0;    // 0: as drafter
  };
  std::int64_t open = 0;     // steps that wait now
  std::int64_t later = 0;    // steps that will
  std::int64_t drafted = 0;  // documents of the person's own
  bool more = false;         // there are more than were counted
  std::vector<Entry> first;  // some of it

  [[nodiscard]] bool Nothing() const { return open + later + drafted == 0; }
};

// approval-request. Thread-safe; blocks within a deadline of its own and throws Unavailable.
class WorkSource {
 public:
  virtual ~WorkSource() = default;
  virtual WaitingWork WaitingFor(EmployeeId person) = 0;
  // Hands over what waits for somebody who has left. What is not done in time goes on there.
  virtual void HandOver(EmployeeId person) = 0;
};

struct LeaversPage {
  std::vector<Leaver> leavers;
  LeaverPlace next;   // where a later look begins; some of this page may come again then
  bool more = false;  // something follows already
};

// What became of a wish to deactivate somebody.
struct Departure {
  bool left = false;                      // false: refused, because `work` waits
  std::optional<EmployeeId> reassign_to;  // who takes over
  WaitingWork work;                       // as of then; empty of somebody who had left before
};

// Thread-safe; blocks on the register and on approval-request.
class Departures {
 public:
  // A transaction that is still open, or another replica's clock, may put a row behind one that
  // was listed already. Nobody is missed who comes to light within this time.
  static constexpr std::chrono::seconds kOverlap{30};

  // All must outlive the service.
  Departures(LeaverRegister& leavers, WorkSource& work, const Clock& clock)
      : leavers_(leavers), work_(work), clock_(clock) {}

  // Deactivates somebody for whom nothing waits, or whose work `reassign_to` takes over; what waits
  // has been handed over when this returns, unless that takes longer than a moment. What was not
  // known yet, such as a document that is submitted this moment, is handed over all the same by
  // approval-request, which reads the list of leavers. Throws Unavailable when approval-request
  // does not say what waits: nothing has changed then.
  Result<Departure> Leave(EmployeeId id,
                          std::optional<std::int64_t> expected,
                          std::optional<EmployeeId> reassign_to);

  LeaversPage List(const LeaverPlace& after, int limit);

 private:
  LeaverRegister& leavers_;
  WorkSource& work_;
  const Clock& clock_;
};

// 400 at the query parameter reassignTo.
Error SuccessorNotUsable(const Message& detail);

}  // namespace erp::employee
