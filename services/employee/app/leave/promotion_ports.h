// Where the notices of 연차사용촉진 are kept. Thread-safe; throws Unavailable when the database
// does not answer.
#pragma once

#include <functional>
#include <vector>

#include "common/result.h"
#include "employee/domain/leave/promotion_notice.h"

namespace erp::employee {

class PromotionRegister {
 public:
  virtual ~PromotionRegister() = default;

  // All of a person, missed ones too, in the order of their ids.
  virtual std::vector<PromotionNotice> Of(EmployeeId employee) = 0;

  // One transaction: stores the notice, and when it is sent what tells the person. False when its
  // person has a notice of that rule, last day and number already, whoever stored it, or when a
  // second one was reckoned with another plan than there is now.
  virtual bool Give(const PromotionNotice& notice) = 0;

  // One transaction: lets `answer` decide under the lock of the notice, and stores what it says of
  // acknowledgement and plan. Refuses what `answer` refuses, and an unknown notice or another
  // person's with "promotion-not-found". `all` are the person's. `answer` may run more than once.
  using Answer = std::function<Result<PromotionNotice>(const PromotionNotice& notice,
                                                       const std::vector<PromotionNotice>& all)>;
  virtual Result<PromotionNotice> Change(EmployeeId employee,
                                         PromotionId id,
                                         const Answer& answer) = 0;
};

}  // namespace erp::employee
