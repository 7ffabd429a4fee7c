// People, from the employee service's internal listener.
#pragma once

#include <vector>

#include "approval-request/app/ports.h"
#include "http/client.h"

namespace erp::approval_request {

// Thread-safe. Find blocks for at most a second; Unavailable when there is no usable answer.
class EmployeeDirectory final : public PeopleDirectory {
 public:
  explicit EmployeeDirectory(http::Client& client) : client_(client) {}

  People Find(const std::vector<EmployeeId>& ids) override;

 private:
  http::Client& client_;
};

}  // namespace erp::approval_request
