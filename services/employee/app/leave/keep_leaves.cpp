#include "employee/app/leave/keep_leaves.h"

#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

// Who decides about somebody's leave.
LineQuestion ApproverOf(EmployeeId employee) {
  LineRule manager;
  LineRule head;
  head.kind = LineRule::Kind::kDepartmentHead;
  LineRule human_resources;
  human_resources.kind = LineRule::Kind::kRole;
  human_resources.role = "hr";
  LineQuestion question;
  question.employee = employee;
  question.rules = {manager, head, human_resources};
  return question;
}

}  // namespace

Error LeaveNotFound() {
  return {ErrorCode::kNotFound, "leave-not-found", "There is no such leave."};
}

Result<LeaveDocument> KeepLeaves::Ask(const WantedLeave& wanted) {
  const auto approver = approvers_.Run(ApproverOf(wanted.employee));
  if (!approver) return approver.error();
  const auto count = CountLeave(wanted.leave, calendars_.Of(wanted.employee));
  if (!count) return count.error();
  if (wanted.claimed && *wanted.claimed < count->total) {
    return InvalidBody(
        {{"/days", "is less than the dates take; unit and half say a part of a day"}});
  }
  const auto id = documents_.Submit(
      {wanted.employee, approver->person.id, wanted.leave, wanted.reason}, wanted.key);
  if (!id) return id.error();
  return documents_.Find(*id);
}

Result<LeaveDocument> KeepLeaves::Decide(RequestId id,
                                         std::optional<EmployeeId> approver,
                                         bool approved,
                                         const std::optional<std::string>& reason,
                                         const std::optional<std::string>& key) {
  const auto before = documents_.Find(id);
  if (!before) return before.error();
  if (!approver) approver = before->approver;
  if (!approver) {
    return Error{ErrorCode::kConflict, "step-not-open", "No step of this leave is open."};
  }
  // A rejection of this form needs a reason, which earlier clients do not send.
  const auto said = approved || reason ? reason : std::optional<std::string>("사유 없음");
  if (const auto done = documents_.Decide(id, *approver, approved, said, key); !done) {
    return done.error();
  }
  return documents_.Find(id);
}

}  // namespace erp::employee
