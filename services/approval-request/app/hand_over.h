// Use case: what waits for people who have left the company goes on to somebody else. Driven by
// what is, not by a message: it may run at any time, in any replica, as often as anybody likes, and
// goes on where a crash left it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "approval-request/app/leavers.h"
#include "approval-request/app/ports.h"
#include "approval-request/app/stand_ins.h"
#include "common/clock.h"

namespace erp::approval_request {

// Documents under way by who stands on their lines. Thread-safe; blocks on the store.
class WaitingWork {
 public:
  virtual ~WaitingWork() = default;
  // Those with one of these people on a line, decided or not, by id behind `after`.
  virtual std::vector<Document> OnLineOf(const std::vector<EmployeeId>& people,
                                         std::optional<RequestId> after,
                                         int limit) = 0;
  // How many of this drafter are under way, and the first of them.
  virtual std::int64_t CountOf(EmployeeId drafter) = 0;
  virtual std::vector<Document> Of(EmployeeId drafter, int limit) = 0;
  // Approved leave of these drafters with dates from `from` ("2026-12-01") on that was not
  // canceled.
  virtual std::vector<Document> LeaveToComeOf(const std::vector<EmployeeId>& drafters,
                                              const std::string& from,
                                              int limit) = 0;
};

// An open task that is to be somebody else's.
struct MoveCommand {
  RequestId document;
  int round = 1;
  int step = 1;
  int attempt = 1;
  EmployeeId from;
  PersonSnapshot to;
};

// The only arbiter of open tasks: approval-processing. Thread-safe; Unavailable when it is away.
class TaskMover {
 public:
  virtual ~TaskMover() = default;
  // Moved, now or before, and durable: the result comes on the bus. Refused when the task is not
  // open any more or not of `from`. The same order again has the same answer.
  virtual Result<void> Move(const MoveCommand& command) = 0;
};

// What waits for somebody in documents under way.
struct Waiting {
  struct Entry {
    RequestId document;
    std::string title;
    EmployeeId drafter;
    const char* as = "";  // "open", "later", "drafter"
    int step = 0;         // 0: as drafter
  };
  std::int64_t open = 0;     // steps that wait now
  std::int64_t later = 0;    // steps that will
  std::int64_t drafted = 0;  // documents of the person's own
  bool more = false;         // counting was ended
  std::vector<Entry> first;  // at most kShown, oldest documents first
};

// Thread-safe.
class HandOver {
 public:
  static constexpr std::size_t kShown = 20;
  static constexpr int kCounted = 2000;  // documents looked at for one answer

  struct Needs {
    WaitingWork& work;
    Documents& documents;
    TaskMover& mover;
    const Leavers& leavers;
    StandIns& stand_ins;
    const EventEncoder& encoder;
    Publisher& publisher;
    const Clock& clock;
  };

  explicit HandOver(const Needs& needs) : needs_(needs) {}

  Waiting WaitingFor(EmployeeId person);

  // Steps of these people that are not open change in their documents; open tasks are moved by
  // the arbiter and change when its result is recorded; where nobody stands in the step shows
  // that it is vacant. Looks at every document on whose line they stand. `go_on` is asked before
  // each; a document that fails is logged and left for the next time. Throws Unavailable when
  // nothing can be done now.
  void Run(const std::vector<EmployeeId>& people, const std::function<bool()>& go_on);

 private:
  void One(const Document& seen);
  void HandOverLater(RequestId document);
  void MoveOpen(const Document& document);
  void Store(RequestId document,
             const std::function<std::optional<Transition>(const Document&)>& change);

  const Needs needs_;
};

}  // namespace erp::approval_request
