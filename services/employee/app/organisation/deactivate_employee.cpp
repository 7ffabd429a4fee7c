#include "employee/app/organisation/deactivate_employee.h"

#include <utility>

#include "common/error.h"
#include "common/failpoint.h"
#include "employee/domain/organisation/employee.h"
#include "employee/domain/refusals.h"
#include "observe/log.h"

namespace erp::employee {
namespace {

// Does what follows a leaving, or says that it happens later: the leaving stands.
template <typename Step>
void OrLater(EmployeeId id, const char* otherwise, const Step& step) {
  try {
    step();
  } catch (const Unavailable& failure) {
    log::Info(otherwise, {{"employee_id", id.value()}, {"why", failure.what()}});
  }
}

}  // namespace

Result<Departure> DeactivateEmployee::Run(EmployeeId id,
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
  // Also of somebody who had left before: a crash may have come between.
  OrLater(id, "unfinished work ends later", [&] { unfinished_.End(id); });
  if (reassign_to || !departure.work.Nothing()) {
    OrLater(id, "work is handed over later", [&] { work_.HandOver(id); });
  }
  if (!departure.reassign_to) departure.reassign_to = state->reassign_to;
  return departure;
}

}  // namespace erp::employee
