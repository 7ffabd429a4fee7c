#include "employee/app/leave/answer_promotion.h"

#include "employee/domain/refusals.h"

namespace erp::employee {

Result<std::vector<PromotionNotice>> AnswerPromotion::List(EmployeeId employee) {
  if (people_.FindMany({employee}).empty()) return EmployeeNotFound();
  return notices_.Of(employee);
}

Result<PromotionNotice> AnswerPromotion::Acknowledge(EmployeeId employee,
                                                     PromotionId id,
                                                     EmployeeId actor) {
  const DoneBy by{actor, clock_.Now().at};
  return notices_.Change(employee, id, [&](const PromotionNotice& notice, const auto&) {
    return Acknowledged(notice, by);
  });
}

Result<PromotionNotice> AnswerPromotion::Plan(EmployeeId employee,
                                              PromotionId id,
                                              const std::vector<Date>& dates,
                                              EmployeeId actor) {
  const auto now = clock_.Now();
  return notices_.Change(employee, id, [&](const PromotionNotice& notice, const auto& all) {
    return Planned(notice, all, dates, now.on, {actor, now.at});
  });
}

}  // namespace erp::employee
