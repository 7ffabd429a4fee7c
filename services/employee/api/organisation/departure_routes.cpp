#include "employee/api/organisation/departure_routes.h"

#include <optional>
#include <utility>
#include <vector>

#include "employee/api/handlers.h"
#include "employee/domain/refusals.h"
#include "json/json.h"

namespace erp::employee {
namespace {

constexpr int kPage = 500;

Result<LeaverPlace> ReadAfter(const http::Call& call) {
  const auto text = call.query("after");
  if (!text || text->empty()) return LeaverPlace{};
  if (const auto place = ParsePlace(*text)) return *place;
  return InvalidQuery("after", "is not one that an earlier answer gave");
}

json::Value ToJson(const Leaver& leaver) {
  json::Value value = {{"id", leaver.id.value()},
                       {"reassignTo", nullptr},
                       {"leftAt", FormatInstant(leaver.left_at)}};
  if (leaver.reassign_to) value["reassignTo"] = leaver.reassign_to->value();
  return value;
}

json::Value ToJson(const WaitingWork::Entry& entry) {
  return {{"requestId", entry.document.value()},
          {"title", entry.title},
          {"requesterId", entry.drafter.value()},
          {"as", entry.as},
          {"step", entry.step == 0 ? json::Value() : json::Value(entry.step)}};
}

void AddWork(const WaitingWork& work, json::Value& body) {
  body["open"] = work.open;
  body["later"] = work.later;
  body["drafted"] = work.drafted;
  body["more"] = work.more;
  body["documents"] = json::Value::array();
  for (const auto& entry : work.first) body["documents"].push_back(ToJson(entry));
}

http::Response WorkWaits(const WaitingWork& work) {
  auto response = http::Problem(
      {ErrorCode::kConflict, "work-waits",
       "Documents under way wait for this person; name who takes over with reassignTo."});
  auto problem = json::Value::parse(response.body);
  AddWork(work, problem);
  response.body = json::Dump(problem);
  return response;
}

// With a successor the answer says what goes to whom: the successor's own documents go to
// the stand-in, since nobody decides a document of their own.
http::Response Left(EmployeeId id, const Departure& departure) {
  if (!departure.reassign_to) return http::NoContent();
  const auto successor = *departure.reassign_to;
  json::Value body = {{"id", id.value()}, {"active", false}, {"reassignTo", successor.value()}};
  AddWork(departure.work, body);
  body["standIn"] = json::Value::array();
  for (const auto& entry : departure.work.first) {
    if (entry.step != 0 && entry.drafter == successor) {
      body["standIn"].push_back(entry.document.value());
    }
  }
  return http::Json(json::Dump(body));
}

http::Response Leave(UseCases& app, const http::Call& call) {
  const auto id = call.id<EmployeeId>("id");
  std::optional<EmployeeId> successor;
  if (const auto text = call.query("reassignTo")) {
    successor = EmployeeId::Parse(*text);
    if (!successor) {
      return http::Problem(SuccessorNotUsable("must be a positive whole number"));
    }
  }
  const auto departure = app.deactivate_employee.Run(id, call.version, successor);
  if (!departure) return http::Problem(departure.error());
  return departure->left ? Left(id, *departure) : WorkWaits(departure->work);
}

http::Response List(UseCases& app, const http::Call& call) {
  const auto after = ReadAfter(call);
  if (!after) return http::Problem(after.error());
  const auto page = app.list_leavers.Run(*after, kPage);
  auto leavers = json::Value::array();
  for (const auto& leaver : page.leavers) leavers.push_back(ToJson(leaver));
  return http::Json(json::Dump(
      {{"leavers", std::move(leavers)}, {"next", PrintPlace(page.next)}, {"more", page.more}}));
}

}  // namespace

void AddDepartureRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "DELETE",
              .pattern = "/employees/{id}",
              .access = auth::Access::Role(auth::kHumanResources),
              .query = {"reassignTo"},
              .versioned = true},
             http::On(app, Leave));
}

void AddLeaverRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "GET",
              .pattern = "/internal/leavers",
              .access = auth::Access::Service({auth::kApprovalRequest, auth::kApprovalProcessing}),
              .query = {"after"},
              .routine = true},
             http::On(app, List));
}

}  // namespace erp::employee
