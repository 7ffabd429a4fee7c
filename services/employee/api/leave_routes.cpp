#include "employee/api/leave_routes.h"

#include "employee/api/handlers.h"
#include "employee/api/leave_json.h"
#include "http/reply.h"

namespace erp::employee {
namespace {

http::Response Balance(LeaveService& leave, const http::Call& call) {
  const auto balance = leave.Balance(call.id<EmployeeId>("id"));
  return balance ? http::Json(PrintBalance(*balance)) : http::Problem(balance.error());
}

// Adjust and deduct: read, change by hand, print what is left or why not.
http::Response ChangeByHand(LeaveService& leave,
                            const http::Call& call,
                            Result<ByHand> (*read)(const std::string&),
                            decltype(&LeaveService::Adjust) change,
                            std::string (*print)(Minutes)) {
  const auto body = read(call.body());
  if (!body) return http::Problem(body.error());
  const auto posting = (leave.*change)(call.id<EmployeeId>("id"), body->minutes, body->reason,
                                       call.key, call.caller);
  if (!posting) return http::Problem(posting.error());
  const Entry& entry = posting->entry;
  auto response = entry.applied() ? http::Json(print(entry.balance_after)) : LeaveRefused(*posting);
  if (posting->replayed) MarkReplayed(response);
  return response;
}

http::Response Adjust(LeaveService& leave, const http::Call& call) {
  return ChangeByHand(leave, call, ReadAdjustment, &LeaveService::Adjust, PrintAdjusted);
}

http::Response Deduct(LeaveService& leave, const http::Call& call) {
  return ChangeByHand(leave, call, ReadDeduction, &LeaveService::Deduct, PrintDeducted);
}

http::Response Apply(LeaveService& leave, const http::Call& call) {
  auto read = ReadLeaveOperation(call.text("opId"), call.body());
  if (!read) return http::Problem(read.error());
  const auto posting = leave.Apply(read->employee, std::move(read->operation));
  if (!posting) return http::Problem(posting.error());
  auto response = http::Json(PrintLeaveOperation(*posting));
  if (posting->replayed) MarkReplayed(response);
  return response;
}

// A route that changes a balance by hand.
http::Route ByHandRoute(std::string method, std::string pattern) {
  return {.method = std::move(method),
          .pattern = std::move(pattern),
          .access = ByHumanResources(),
          .idempotent = true,
          .body = http::Body::kJson};
}

}  // namespace

void AddLeaveRoutes(http::Router& router, LeaveService& leave) {
  router.Add({.method = "GET",
              .pattern = "/employees/{id}/leave-balance",
              .access = auth::Access::Employee()},
             http::On(leave, Balance));
  router.Add(ByHandRoute("PUT", "/employees/{id}/leave-balance"), http::On(leave, Adjust));
  router.Add(ByHandRoute("POST", "/employees/{id}/deduct-leave"), http::On(leave, Deduct));
}

void AddLeaveOperationRoutes(http::Router& router, LeaveService& leave) {
  router.Add({.method = "PUT",
              .pattern = "/internal/leave-ops/{opId}",
              .access = auth::Access::Service(),
              .body = http::Body::kJson,
              .texts = {"opId"}},
             http::On(leave, Apply));
}

}  // namespace erp::employee
