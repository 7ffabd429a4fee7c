// Use cases: leave under the paths of earlier clients. Each is a document on the form annual-leave,
// and nothing is kept here.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "employee/app/leave/leave_documents.h"
#include "employee/app/leave/ports.h"
#include "employee/app/organisation/resolve_approver.h"

namespace erp::employee {

struct WantedLeave {
  EmployeeId employee;
  LeaveRequest leave;
  std::optional<Minutes> claimed;  // what the client counted
  std::string reason;
  std::optional<std::string> key;
};

// Thread-safe; blocks on calendars, organisation and documents.
class KeepLeaves {
 public:
  // All must outlive the use case.
  KeepLeaves(LeaveDocuments& documents, Calendars& calendars, LineSource& lines, CompanyClock clock)
      : documents_(documents), calendars_(calendars), approvers_(lines, std::move(clock)) {}

  // Submits it to the manager; without one to the head of the department or of one above it, and
  // then to human resources. The dates decide what is taken: a claim of less is refused (400 at
  // /days), one of more is that of a client which knows no holidays. Refuses what CountLeave,
  // ResolveApprover and LeaveDocuments::Submit refuse.
  Result<LeaveDocument> Ask(const WantedLeave& wanted);

  Result<LeaveDocumentPage> Of(EmployeeId employee,
                               int limit,
                               const std::optional<std::string>& cursor) {
    return documents_.Of(employee, limit, cursor);
  }

  // Who decides is the open step's approver where nobody is named. Refuses an unknown leave, and
  // one that waits for nobody (409 "step-not-open").
  Result<LeaveDocument> Decide(RequestId id,
                               std::optional<EmployeeId> approver,
                               bool approved,
                               const std::optional<std::string>& reason,
                               const std::optional<std::string>& key);

 private:
  LeaveDocuments& documents_;
  Calendars& calendars_;
  ResolveApprover approvers_;
};

}  // namespace erp::employee
