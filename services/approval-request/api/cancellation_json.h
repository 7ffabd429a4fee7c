// Cancellations of leave: what clients send, and how a document shows one. Thread-safe functions.
#pragma once

#include <string>

#include "approval-request/domain/document.h"
#include "approval-request/domain/leave.h"
#include "common/clock.h"
#include "common/result.h"

namespace erp::approval_request {

// The reason in the body of POST /approvals/{id}/cancel-leave; may be empty.
Result<std::string> ParseCancellation(const std::string& body);

// As the member `cancellation` of a document. Json: json::Value, which stays out of headers.
template <typename Json>
Json CancellationValue(const LeaveCancellation& cancellation) {
  const bool somebody = cancellation.by != EmployeeId();
  Json value{{"canceledBy", somebody ? Json(cancellation.by.value()) : Json()},
             {"canceledAt", FormatInstant(cancellation.at)},
             {"days", LeaveDaysOf(cancellation.minutes)}};
  if (!cancellation.first_date.empty()) value["firstDate"] = cancellation.first_date;
  if (!cancellation.reason.empty()) value["reason"] = cancellation.reason;
  return value;
}

}  // namespace erp::approval_request
