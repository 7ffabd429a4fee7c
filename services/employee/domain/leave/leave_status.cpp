#include "employee/domain/leave/leave_status.h"

#include <algorithm>

namespace erp::employee {

std::string LeaveStatusOf(const std::string& document_state, bool refused) {
  if (document_state == "in_progress" || document_state == "submitting") return "PENDING";
  if (document_state == "draft") return refused ? "REFUSED" : "DRAFT";
  std::string status = document_state;
  std::transform(status.begin(), status.end(), status.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return status;
}

}  // namespace erp::employee
