// The topics that this service produces to.
#pragma once

#include <string>

#include "approval-request/config.h"
#include "approval-request/service.h"

namespace erp::approval_request {

struct Topics {
  std::string requests = kApprovalRequestsTopic;
  std::string notifications = kApprovalNotificationsTopic;
};

Topics TopicsOf(const Config& config);

// Creates these topics and their dead letters where they are missing and brings the settings of
// existing ones up to date. Throws Unavailable when
// the brokers do not answer in 30 s.
void EnsureOwnTopics(const Config& config);

}  // namespace erp::approval_request
