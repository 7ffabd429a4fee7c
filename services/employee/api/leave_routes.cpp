#include "employee/api/leave_routes.h"

#include "employee/api/handlers.h"
#include "employee/api/leave_json.h"
#include "http/reply.h"

namespace erp::employee {
namespace {

http::Response Balance(LeaveService& leave, const http::Request& request) {
  const auto id = request.PathId<EmployeeId>("id");
  if (!id) return http::Problem(id.error());
  const auto balance = leave.Balance(*id);
  return balance ? http::Json(PrintBalance(*balance)) : http::Problem(balance.error());
}

// Adjust and deduct: read, change by hand, print what is left or why not.
http::Response ChangeByHand(LeaveService& leave,
                            const http::Request& request,
                            std::optional<EmployeeId> actor,
                            Result<ByHand> (*read)(const std::string&),
                            decltype(&LeaveService::Adjust) change,
                            std::string (*print)(Minutes)) {
  const auto id = request.PathId<EmployeeId>("id");
  if (!id) return http::Problem(id.error());
  const auto key = http::IdempotencyKey(request);
  if (!key) return http::Problem(key.error());
  const auto body = read(request.body);
  if (!body) return http::Problem(body.error());
  const auto posting = (leave.*change)(*id, body->minutes, body->reason, *key, actor);
  if (!posting) return http::Problem(posting.error());
  const Entry& entry = posting->entry;
  auto response = entry.applied() ? http::Json(print(entry.balance_after)) : LeaveRefused(*posting);
  if (posting->replayed) MarkReplayed(response);
  return response;
}

http::Response Adjust(LeaveService& leave,
                      const http::Request& request,
                      std::optional<EmployeeId> actor) {
  return ChangeByHand(leave, request, actor, ReadAdjustment, &LeaveService::Adjust, PrintAdjusted);
}

http::Response Deduct(LeaveService& leave,
                      const http::Request& request,
                      std::optional<EmployeeId> actor) {
  return ChangeByHand(leave, request, actor, ReadDeduction, &LeaveService::Deduct, PrintDeducted);
}

http::Response Apply(LeaveService& leave, const http::Request& request) {
  auto read = ReadLeaveOperation(request.params.at("opId"), request.body);
  if (!read) return http::Problem(read.error());
  const auto posting = leave.Apply(read->employee, std::move(read->operation));
  if (!posting) return http::Problem(posting.error());
  auto response = http::Json(PrintLeaveOperation(*posting));
  if (posting->replayed) MarkReplayed(response);
  return response;
}

}  // namespace

void AddLeaveRoutes(http::Router& router, LeaveService& leave, const auth::ActorSource& actors) {
  router.Add("GET", "/employees/{id}/leave-balance", Asked(actors, On(leave, Balance)));
  router.Add("PUT", "/employees/{id}/leave-balance", ByActor(leave, actors, Adjust));
  router.Add("POST", "/employees/{id}/deduct-leave", ByActor(leave, actors, Deduct));
}

void AddLeaveOperationRoutes(http::Router& router, LeaveService& leave) {
  router.Add("PUT", "/internal/leave-ops/{opId}", On(leave, Apply));
}

}  // namespace erp::employee
