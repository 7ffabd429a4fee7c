// Who has left the company, from employee's internal listener.
#pragma once

#include <string>

#include "approval-request/app/leaver_watch.h"
#include "http/client.h"

namespace erp::approval_request {

// Thread-safe. List blocks for at most a second; Unavailable when there is no usable answer.
class EmployeeLeavers final : public LeaverFeed {
 public:
  explicit EmployeeLeavers(http::Client& client) : client_(client) {}

  LeaversPage List(const std::string& after) override;

 private:
  http::Client& client_;
};

}  // namespace erp::approval_request
