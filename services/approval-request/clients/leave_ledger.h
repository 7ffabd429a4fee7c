// The ledger of leave, kept by employee: PUT /internal/leave-ops/{opId} of its internal listener.
#pragma once

#include <optional>
#include <string>

#include "approval-request/app/ports.h"
#include "approval-request/clients/employee_answers.h"
#include "http/client.h"
#include "observe/metrics.h"

namespace erp::approval_request {

// The relay's word for what goes to the ledger.
inline constexpr const char* kLeaveTarget = "leave";

std::string LeaveBody(const LeaveOperation& operation);
// The operation that was stored as an outbox entry, without its time; nothing when it is none.
std::optional<LeaveOperation> ParseLeave(const std::string& id, const std::string& body);

// Thread-safe. Apply blocks until the deadline at most; Unavailable when there is no answer that
// stands for good.
class LeaveLedger final : public LeaveClient {
 public:
  LeaveLedger(http::Client& client, metrics::Registry& registry);

  Result<CountedLeave> Count(EmployeeId employee,
                             const std::string& request,
                             Deadline deadline) override;
  LeaveAnswer Apply(const LeaveOperation& operation, Deadline deadline) override;

  // Whether employee says that it is ready.
  bool Ready(Deadline deadline) { return IsReady(client_, deadline); }

 private:
  http::Response Send(const LeaveOperation& operation, Deadline deadline);

  http::Client& client_;
  metrics::Counter applied_;
  metrics::Counter refused_;
  metrics::Counter unanswered_;
};

}  // namespace erp::approval_request
