#include "employee/api/leave/routes.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "employee/api/dates.h"
#include "employee/api/handlers.h"
#include "employee/api/leave/explanation_json.h"
#include "employee/api/leave/json.h"
#include "employee/api/leave/request_json.h"
#include "employee/domain/refusals.h"
#include "http/reply.h"

namespace erp::employee {
namespace {

http::Response Balance(UseCases& app, const http::Call& call) {
  const auto balance = app.read_balance.Run(call.id<EmployeeId>("id"));
  return balance ? http::Json(PrintBalance(*balance)) : http::Problem(balance.error());
}

// Adjust and deduct: read, change by hand, print what is left or why not.
template <typename UseCase>
http::Response ChangeByHand(UseCase& change,
                            const http::Call& call,
                            Result<ByHand> (*read)(const std::string&),
                            std::string (*print)(Minutes)) {
  auto body = read(call.body());
  if (!body) return http::Problem(body.error());
  body->key = call.key;
  body->actor = call.caller.person;
  const auto posting = change.Run(call.id<EmployeeId>("id"), *body);
  if (!posting) return http::Problem(posting.error());
  const Entry& entry = posting->entry;
  auto response = entry.applied() ? http::Json(print(entry.balance_after)) : LeaveRefused(*posting);
  if (posting->replayed) MarkReplayed(response);
  return response;
}

http::Response Adjust(UseCases& app, const http::Call& call) {
  return ChangeByHand(app.adjust_balance, call, ReadAdjustment, PrintAdjusted);
}

http::Response Deduct(UseCases& app, const http::Call& call) {
  return ChangeByHand(app.deduct_leave, call, ReadDeduction, PrintDeducted);
}

http::Response Apply(UseCases& app, const http::Call& call) {
  auto read = ReadLeaveOperation(call.text("opId"), call.body());
  if (!read) return http::Problem(read.error());
  const auto posting = app.apply_operation.Run(read->employee, std::move(read->operation));
  if (!posting) return http::Problem(posting.error());
  auto response = http::Json(PrintLeaveOperation(*posting));
  if (posting->replayed) MarkReplayed(response);
  return response;
}

http::Response Quote(UseCases& app, const http::Call& call) {
  const auto read = ReadQuoteRequest(call.body());
  if (!read) return http::Problem(read.error());
  const auto may = app.people_rights.See(ViewerOf(call), Resource::kLeave, read->employee);
  if (!may) return http::Problem(may.error());
  const auto quote = app.quote_leave.Run(read->employee, read->leave);
  if (!quote) return http::Problem(quote.error());
  return http::Json(PrintQuote(read->employee, read->leave, *quote));
}

http::Response Explain(UseCases& app, const http::Call& call) {
  const auto on = ReadDateQuery(call, "on");
  if (!on) return http::Problem(on.error());
  std::int64_t behind = 0;  // the number of the last line of the page before
  if (call.page.cursor) {
    const auto place = ParsePositive(*call.page.cursor);
    if (!place) return http::Problem(InvalidQuery("cursor", "is not a cursor of this list"));
    behind = *place;
  }
  const auto id = call.id<EmployeeId>("id");
  const auto explanation = app.explain_leave.Run(id, *on);
  if (!explanation) return http::Problem(explanation.error());
  const auto& lines = explanation->entries;
  const auto first =
      std::upper_bound(lines.begin(), lines.end(), behind,
                       [](std::int64_t number, const Entry& line) { return number < line.number; });
  const auto limit = static_cast<std::ptrdiff_t>(call.page.limit);
  const auto begin = static_cast<std::size_t>(first - lines.begin());
  auto response =
      http::Json(PrintExplanation(id, *explanation, begin, static_cast<std::size_t>(limit)));
  if (lines.end() - first > limit) {
    const auto last = std::to_string((first + limit - 1)->number);
    response.headers.push_back(http::NextLink(call.request, last));
  }
  return response;
}

http::Response ListHolidays(UseCases& app, const http::Call& call) {
  const auto from = ReadDateQuery(call, "from");
  if (!from) return http::Problem(from.error());
  const auto to = ReadDateQuery(call, "to");
  if (!to) return http::Problem(to.error());
  return http::Json(PrintHolidays(app.read_holidays.Run(), *from, *to));
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

void AddLeaveRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "GET",
              .pattern = "/employees/{id}/leave-balance",
              .access = auth::Access::Employee()},
             About(app, Resource::kLeave, "id", Balance));
  router.Add({.method = "GET",
              .pattern = "/employees/{id}/leave/explain",
              .access = auth::Access::Employee(),
              .query = {"on"},
              .list = true},
             About(app, Resource::kLeave, "id", Explain));
  router.Add({.method = "POST",
              .pattern = "/leaves/quote",
              .access = auth::Access::Employee(),
              .body = http::Body::kJson},
             http::On(app, Quote));
  router.Add({.method = "GET",
              .pattern = "/holidays",
              .access = auth::Access::Employee(),
              .query = {"from", "to"}},
             http::On(app, ListHolidays));
  router.Add(ByHandRoute("PUT", "/employees/{id}/leave-balance"), http::On(app, Adjust));
  router.Add(ByHandRoute("POST", "/employees/{id}/deduct-leave"), http::On(app, Deduct));
}

void AddLeaveOperationRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "PUT",
              .pattern = "/internal/leave-counts",
              .access = auth::Access::Service({auth::kApprovalRequest}),
              .body = http::Body::kJson},
             http::On(app, Quote));
  router.Add({.method = "PUT",
              .pattern = "/internal/leave-ops/{opId}",
              .access = auth::Access::Service({auth::kApprovalRequest}),
              .body = http::Body::kJson,
              .texts = {"opId"}},
             http::On(app, Apply));
}

}  // namespace erp::employee
