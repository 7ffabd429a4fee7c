// A notification as it lies in the inbox: JSON of our own, read by nobody else.
#pragma once

#include <string>
#include <string_view>

#include "notification/domain/notification.h"

namespace erp::notification {

std::string EncodeBody(const Notification& notification);

// Throws std::runtime_error for what EncodeBody did not write.
Notification DecodeBody(EmployeeId user, std::string_view body);

}  // namespace erp::notification
