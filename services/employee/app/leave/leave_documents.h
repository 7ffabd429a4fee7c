// Documents about leave, which approval-request keeps. Implementations are thread-safe, block
// within a deadline of their own, and throw Unavailable when it does not answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"
#include "employee/domain/leave/day_counter.h"
#include "employee/domain/leave/minutes.h"

namespace erp::employee {

struct LeaveDocument {
  RequestId id;
  EmployeeId employee;
  std::optional<Date> start;  // nothing: the document says an amount only
  std::optional<Date> end;
  std::optional<Minutes> minutes;  // nothing: not counted yet
  std::string reason;
  std::string status;                  // domain/leave/leave_status.h
  std::optional<EmployeeId> approver;  // of the open step
  Instant created_at;
};

struct LeaveDocumentPage {
  std::vector<LeaveDocument> documents;  // newest first
  std::optional<std::string> next;       // cursor
};

struct NewLeaveDocument {
  EmployeeId employee;
  EmployeeId approver;
  LeaveRequest leave;
  std::string reason;
};

class LeaveDocuments {
 public:
  virtual ~LeaveDocuments() = default;

  // Refuses what approval-request refuses, with its code: leave that the ledger refuses is a draft
  // there then.
  virtual Result<RequestId> Submit(const NewLeaveDocument& document,
                                   const std::optional<std::string>& key) = 0;
  virtual Result<LeaveDocumentPage> Of(EmployeeId employee,
                                       int limit,
                                       const std::optional<std::string>& cursor) = 0;
  // Refuses an unknown one, and one on another form, with "leave-not-found".
  virtual Result<LeaveDocument> Find(RequestId id) = 0;
  // The decision on the open step by its approver; refuses what approval-processing refuses.
  virtual Result<void> Decide(RequestId id,
                              EmployeeId approver,
                              bool approved,
                              const std::optional<std::string>& comment,
                              const std::optional<std::string>& key) = 0;
};

// 404 "leave-not-found".
Error LeaveNotFound();

}  // namespace erp::employee
