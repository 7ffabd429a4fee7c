// Documents about leave, from approval-request's internal listener.
#pragma once

#include <optional>
#include <string>

#include "employee/app/leave/leave_documents.h"
#include "employee/config.h"
#include "http/client.h"
#include "observe/metrics.h"

namespace erp::employee {

// Thread-safe. Each call blocks for at most five seconds: approval-request may wait for a ledger
// and for approval-processing meanwhile.
class LeaveDocumentsClient final : public LeaveDocuments {
 public:
  LeaveDocumentsClient(const Config& config, metrics::Registry& registry);

  Result<RequestId> Submit(const NewLeaveDocument& document,
                           const std::optional<std::string>& key) override;
  Result<LeaveDocumentPage> Of(EmployeeId employee,
                               int limit,
                               const std::optional<std::string>& cursor) override;
  Result<LeaveDocument> Find(RequestId id) override;
  Result<void> Decide(RequestId id,
                      EmployeeId approver,
                      bool approved,
                      const std::optional<std::string>& comment,
                      const std::optional<std::string>& key) override;

 private:
  http::Response Send(const std::string& method,
                      const std::string& path,
                      const std::string& body,
                      const std::optional<std::string>& key);

  http::Client client_;
};

}  // namespace erp::employee
