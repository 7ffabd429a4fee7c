// Routes of the notices of 연차사용촉진.
#include "employee/api/handlers.h"
#include "employee/api/leave/promotion_json.h"
#include "employee/api/leave/routes.h"

namespace erp::employee {
namespace {

http::Response List(UseCases& app, const http::Call& call) {
  const auto notices = app.answer_promotion.List(call.id<EmployeeId>("id"));
  return notices ? http::Json(PrintNotices(*notices)) : http::Problem(notices.error());
}

http::Response Answered(const Result<PromotionNotice>& notice) {
  return notice ? http::Json(PrintNotice(*notice)) : http::Problem(notice.error());
}

http::Response Acknowledge(UseCases& app, const http::Call& call) {
  return Answered(app.answer_promotion.Acknowledge(
      call.id<EmployeeId>("id"), call.id<PromotionId>("promotionId"), call.actor()));
}

http::Response Plan(UseCases& app, const http::Call& call) {
  const auto dates = ReadPlan(call.body());
  if (!dates) return http::Problem(dates.error());
  return Answered(app.answer_promotion.Plan(
      call.id<EmployeeId>("id"), call.id<PromotionId>("promotionId"), *dates, call.actor()));
}

}  // namespace

void AddPromotionRoutes(http::Router& router, UseCases& app) {
  // A receipt that somebody else confirms proves nothing.
  const auto oneself = auth::Access::Actor(auth::NamedInPath("id"));
  router.Add({.method = "GET",
              .pattern = "/employees/{id}/leave/promotions",
              .access = auth::Access::Employee()},
             About(app, Resource::kLeave, "id", List));
  router.Add({.method = "POST",
              .pattern = "/employees/{id}/leave/promotions/{promotionId}/acknowledge",
              .access = oneself},
             http::On(app, Acknowledge));
  router.Add({.method = "PUT",
              .pattern = "/employees/{id}/leave/promotions/{promotionId}/plan",
              .access = oneself,
              .body = http::Body::kJson},
             http::On(app, Plan));
}

}  // namespace erp::employee
