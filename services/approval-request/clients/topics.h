// The topics that this service produces to.
#pragma once

#include <chrono>
#include <string>

#include "approval-request/config.h"

namespace erp::approval_request {

struct Topics {
  std::string requests = "approval-requests";
  std::string notifications = "approval-notifications";
};

inline constexpr std::chrono::hours kRequestsKept = std::chrono::days(7);
// Notifications are what an inbox is made of again after a loss, so they stay longer.
inline constexpr std::chrono::hours kNotificationsKept = std::chrono::days(30);

Topics TopicsOf(const Config& config);

// Creates these topics and their dead letters where they are missing and brings the settings of
// existing ones up to date. Throws Unavailable when
// the brokers do not answer in 30 s.
void EnsureOwnTopics(const Config& config);

}  // namespace erp::approval_request
