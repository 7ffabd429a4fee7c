// People and their roles, from the employee service's internal listener.
#pragma once

#include <vector>

#include "approval-request/app/ports.h"
#include "http/client.h"

namespace erp::approval_request {

// Thread-safe. Every question blocks for at most a second; Unavailable when there is no usable
// answer.
class EmployeeDirectory final : public PeopleDirectory, public Roles {
 public:
  explicit EmployeeDirectory(http::Client& client) : client_(client) {}

  People Find(const std::vector<EmployeeId>& ids) override;
  bool IsHumanResources(EmployeeId person) override;

 private:
  http::Client& client_;
};

}  // namespace erp::approval_request
