// Notices of 연차사용촉진 as JSON. Thread-safe functions.
#pragma once

#include <string>
#include <vector>

#include "common/result.h"
#include "employee/domain/leave/promotion_notice.h"

namespace erp::employee {

// dates: ISO dates, 1 to 40. Only their form is judged.
Result<std::vector<Date>> ReadPlan(const std::string& body);

std::string PrintNotice(const PromotionNotice& notice);
std::string PrintNotices(const std::vector<PromotionNotice>& notices);

}  // namespace erp::employee
