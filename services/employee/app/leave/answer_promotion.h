// Use cases: notices of 연차사용촉진 are looked up, their receipt is confirmed, and dates are
// named.
#pragma once

#include <utility>
#include <vector>

#include "employee/app/company_clock.h"
#include "employee/app/leave/promotion_ports.h"
#include "employee/app/organisation/ports.h"

namespace erp::employee {

// Thread-safe; blocks on its ports, which must outlive it.
class AnswerPromotion {
 public:
  AnswerPromotion(EmployeeRepository& people, PromotionRegister& notices, CompanyClock clock)
      : people_(people), notices_(notices), clock_(std::move(clock)) {}

  // In the order in which they were given. Refuses an unknown employee.
  Result<std::vector<PromotionNotice>> List(EmployeeId employee);
  // Who and when, once. Refusals as Acknowledged, and "promotion-not-found".
  Result<PromotionNotice> Acknowledge(EmployeeId employee, PromotionId id, EmployeeId actor);
  // Refusals as Planned, and "promotion-not-found".
  Result<PromotionNotice> Plan(EmployeeId employee,
                               PromotionId id,
                               const std::vector<Date>& dates,
                               EmployeeId actor);

 private:
  EmployeeRepository& people_;
  PromotionRegister& notices_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
