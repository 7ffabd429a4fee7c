// Use case: leave that is still to come is canceled when its drafter has left the company. Driven
// by what is, like HandOver: it may run at any time, in any replica, as often as anybody likes.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "approval-request/app/hand_over.h"
#include "approval-request/app/ports.h"
#include "common/clock.h"
#include "common/time_zone.h"

namespace erp::approval_request {

// Thread-safe.
class CancelLeaversLeave {
 public:
  // All must outlive the use case. `zone`: the company's.
  struct Needs {
    WaitingWork& work;
    Documents& documents;
    const EventEncoder& encoder;
    Publisher& publisher;
    const Clock& clock;
    TimeZone zone;
  };

  explicit CancelLeaversLeave(Needs needs) : needs_(std::move(needs)) {}

  // Of these people, who have left, until `go_on` says no more. Nobody has asked for it: the
  // cancellation is by nobody (id 0). Blocks on the store, and throws Unavailable.
  void Run(const std::vector<EmployeeId>& people, const std::function<bool()>& go_on);

 private:
  // False when it may not be, any more.
  bool Cancel(RequestId id, const std::string& tomorrow);

  const Needs needs_;
};

}  // namespace erp::approval_request
