#include "employee/app/departures.h"

#include <utility>

#include "common/error.h"
#include "common/failpoint.h"
#include "employee/domain/employee.h"
#include "observe/log.h"

namespace erp::employee {

Error SuccessorNotUsable(const Message& detail) {
  return {ErrorCode::kInvalid,
          "invalid-query",
          "The query has mistakes; see errors.",
          {{"reassignTo", detail}}};
}

Result<Departure> Departures::Leave(EmployeeId id,
                                    std::optional<std::int64_t> expected,
                                    std::optional<EmployeeId> reassign_to) {
  if (reassign_to == id) return SuccessorNotUsable("must be somebody else");
  const auto state = leavers_.Find(id);
  if (!state) return EmployeeNotFound();
  // Judged again with the change itself; here so that a client that saw another version learns
  // that first.
  Employee seen;
  seen.active = state->active;
  seen.version = state->version;
  if (const auto allowed = Deactivated(seen, expected); !allowed) return allowed.error();
  Departure departure{.left = true, .reassign_to = reassign_to, .work = {}};
  if (state->active) departure.work = work_.WaitingFor(id);
  if (!departure.work.Nothing() && !reassign_to) {
    departure.left = false;
    return departure;
  }
  auto left = leavers_.Leave(id, expected, reassign_to, clock_.Now());
  if (!left) return left.error();
  failpoint::Crash("leave.committed");
  if (reassign_to || !departure.work.Nothing()) {
    try {
      work_.HandOver(id);
    } catch (const Unavailable& failure) {
      log::Info("work is handed over later",
                {{"employee_id", id.value()}, {"why", failure.what()}});
    }
  }
  if (!departure.reassign_to) departure.reassign_to = state->reassign_to;
  return departure;
}

LeaversPage Departures::List(const LeaverPlace& after, int limit) {
  const LeaverPlace settled{clock_.Now() - kOverlap, 0};
  LeaversPage page{leavers_.List(after, limit), settled, false};
  page.more = page.leavers.size() == static_cast<std::size_t>(limit);
  if (page.more) page.next = {page.leavers.back().changed_at, page.leavers.back().id.value()};
  return page;
}

}  // namespace erp::employee
