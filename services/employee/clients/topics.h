// The topics that this service produces to.
#pragma once

#include <string>

#include "employee/config.h"
#include "employee/service.h"

namespace erp::employee {

struct Topics {
  std::string people = kEmployeeEventsTopic;
  std::string notifications = kApprovalNotificationsTopic;
};

Topics TopicsOf(const Config& config);

// Creates these topics and their dead letters where they are missing and brings the settings of
// existing ones up to date. Throws Unavailable when the brokers do not answer in 30 s.
void EnsureOwnTopics(const Config& config);

}  // namespace erp::employee
