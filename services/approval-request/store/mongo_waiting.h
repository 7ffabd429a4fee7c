// WaitingWork in MongoDB: collection `approvals` by the index line_by_id (indexes.h).
#pragma once

#include <optional>
#include <vector>

#include "approval-request/app/hand_over.h"
#include "mongo/pool.h"

namespace erp::approval_request {

// Thread-safe. Blocks on MongoDB within the pool's time limits; throws Unavailable.
class MongoWaiting final : public WaitingWork {
 public:
  explicit MongoWaiting(mongo::Pool& pool) : pool_(pool) {}

  std::vector<Document> OnLineOf(const std::vector<EmployeeId>& people,
                                 std::optional<RequestId> after,
                                 int limit) override;
  std::int64_t CountOf(EmployeeId drafter) override;
  std::vector<Document> Of(EmployeeId drafter, int limit) override;
  std::vector<Document> LeaveToComeOf(const std::vector<EmployeeId>& drafters,
                                      const std::string& from,
                                      int limit) override;

 private:
  mongo::Pool& pool_;
};

}  // namespace erp::approval_request
