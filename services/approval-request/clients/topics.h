// The topics that this service produces to.
#pragma once

#include <string>

#include "approval-request/config.h"

namespace erp::approval_request {

struct Topics {
  std::string requests = "approval-requests";
  std::string notifications = "approval-notifications";
};

Topics TopicsOf(const Config& config);

// Creates these topics and their dead letters where they are missing. Throws Unavailable when
// the brokers do not answer in 30 s.
void EnsureOwnTopics(const Config& config);

}  // namespace erp::approval_request
