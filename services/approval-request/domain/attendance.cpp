#include "approval-request/domain/attendance.h"

namespace erp::approval_request {

std::string EventId(const AttendanceCorrection& correction) {
  return "attendance:" + correction.document.str() + ":" + std::to_string(correction.round);
}

std::optional<AttendanceCorrection> AttendanceEffect(const Document& document) {
  if (document.attendance.empty() || document.state != DocumentState::kApproved) {
    return std::nullopt;
  }
  return AttendanceCorrection{document.id, PresentRound(document).number, document.requester.id,
                              document.attendance, document.updated_at};
}

}  // namespace erp::approval_request
