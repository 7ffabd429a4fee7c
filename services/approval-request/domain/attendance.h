// The day at work that a document corrects once it is approved (근태 정정): employee keeps it, and
// says at the submit whether it can be corrected so. Opaque here.
#pragma once

#include <optional>
#include <string>

#include "approval-request/domain/document.h"
#include "common/clock.h"
#include "common/id.h"

namespace erp::approval_request {

// A round corrects once.
struct AttendanceCorrection {
  RequestId document;
  int round = 1;
  EmployeeId employee;
  std::string day;  // Document::attendance
  Instant at{};
  friend bool operator==(const AttendanceCorrection&, const AttendanceCorrection&) = default;
};

std::string EventId(const AttendanceCorrection& correction);  // attendance:{request}:{round}

// What the document's approval corrects; nothing of others, and before it.
std::optional<AttendanceCorrection> AttendanceEffect(const Document& document);

}  // namespace erp::approval_request
