#include "employee/api/organisation/organisation_routes.h"

#include <utility>

#include "employee/api/handlers.h"
#include "employee/api/organisation/organisation_json.h"
#include "http/reply.h"

namespace erp::employee {
namespace {

using auth::Access;
using http::On;

http::Response WithETag(http::Response response, const Department& department) {
  std::string tag("\"");
  tag.append(std::to_string(department.version)).append("\"");
  response.headers.emplace_back("ETag", tag);
  return response;
}

http::Response List(UseCases& app, const http::Call& call) {
  DepartmentFilter filter;
  std::vector<FieldError> mistakes;
  if (const auto text = call.query("parentId"); text && !text->empty()) {
    filter.parent = DepartmentId::Parse(*text);
    if (!filter.parent) mistakes.push_back({"parentId", "must be a positive whole number"});
  }
  const auto inactive = call.query("includeInactive").value_or("false");
  filter.include_inactive = inactive == "true";
  if (inactive != "true" && inactive != "false") {
    mistakes.push_back({"includeInactive", "must be true or false"});
  }
  std::optional<DepartmentId> before;
  if (call.page.cursor) {
    before = DepartmentId::Parse(*call.page.cursor);
    if (!before) mistakes.push_back({"cursor", "is not a cursor of this list"});
  }
  if (!mistakes.empty()) {
    return http::Problem({ErrorCode::kInvalid, "invalid-query",
                          "The query has mistakes; see errors.", std::move(mistakes)});
  }
  const auto limit = static_cast<std::size_t>(call.page.limit);
  auto departments = app.read_organisation.Departments(filter, call.page.limit + 1, before);
  const bool more = departments.size() > limit;
  if (more) departments.resize(limit);
  auto response = http::Json(PrintDepartments(departments));
  if (more) {
    response.headers.push_back(http::NextLink(call.request, departments.back().id.str()));
  }
  return response;
}

http::Response Tree(UseCases& app, const http::Call&) {
  return http::Json(PrintTree(app.read_organisation.Tree()));
}

http::Response Get(UseCases& app, const http::Call& call) {
  const auto department = app.read_organisation.Get(call.id<DepartmentId>("id"));
  if (!department) return http::Problem(department.error());
  return WithETag(http::Json(PrintDepartment(*department)), *department);
}

http::Response Create(UseCases& app, const http::Call& call) {
  const auto change = ReadNewDepartment(call.body());
  if (!change) return http::Problem(change.error());
  const auto department = app.edit_organisation.Create(*change, KeyOf(call));
  if (!department) return http::Problem(department.error());
  auto response =
      WithETag(http::Created(PrintDepartment(*department), "departments/" + department->id.str()),
               *department);
  if (department->replayed) MarkReplayed(response);
  return response;
}

http::Response Change(UseCases& app, const http::Call& call) {
  const auto change = ReadDepartmentChange(call.body());
  if (!change) return http::Problem(change.error());
  const auto department =
      app.edit_organisation.Change(call.id<DepartmentId>("id"), *change, call.version);
  if (!department) return http::Problem(department.error());
  return WithETag(http::Json(PrintDepartment(*department)), *department);
}

http::Response Positions(UseCases& app, const http::Call&) {
  return http::Json(PrintPositions(app.read_organisation.Positions()));
}

http::Response CreatePosition(UseCases& app, const http::Call& call) {
  const auto wanted = ReadNewPosition(call.body());
  if (!wanted) return http::Problem(wanted.error());
  const auto position =
      app.edit_organisation.CreatePosition(wanted->name, wanted->order, KeyOf(call));
  if (!position) return http::Problem(position.error());
  auto response = http::Created(PrintPosition(*position), "positions/" + position->id.str());
  if (position->replayed) MarkReplayed(response);
  return response;
}

http::Response ReorderPosition(UseCases& app, const http::Call& call) {
  const auto order = ReadPositionOrder(call.body());
  if (!order) return http::Problem(order.error());
  const auto position = app.edit_organisation.ReorderPosition(call.id<PositionId>("id"), *order);
  return position ? http::Json(PrintPosition(*position)) : http::Problem(position.error());
}

http::Response Resolve(UseCases& app, const http::Call& call) {
  const auto question = ReadLineQuestion(call.body());
  if (!question) return http::Problem(question.error());
  const auto approver = app.resolve_approver.Run(*question);
  if (!approver) return http::Problem(approver.error());
  return http::Json(PrintApprover(*question, *approver));
}

http::Route Reading(std::string pattern) {
  return {.method = "GET", .pattern = std::move(pattern), .access = Access::Employee()};
}

http::Route Writing(std::string method, std::string pattern) {
  return {.method = std::move(method),
          .pattern = std::move(pattern),
          .access = ByHumanResources(),
          .body = http::Body::kJson};
}

http::Route Making(std::string pattern) {
  auto route = Writing("POST", std::move(pattern));
  route.idempotent = true;
  return route;
}

}  // namespace

void AddOrganisationRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "GET",
              .pattern = "/departments",
              .access = Access::Employee(),
              .query = {"parentId", "includeInactive"},
              .list = true},
             On(app, List));
  router.Add(Reading("/departments/tree"), On(app, Tree));
  router.Add(Reading("/departments/{id}"), On(app, Get));
  router.Add(Making("/departments"), On(app, Create));
  auto change = Writing("PUT", "/departments/{id}");
  change.versioned = true;
  router.Add(std::move(change), On(app, Change));
  router.Add(Reading("/positions"), On(app, Positions));
  router.Add(Making("/positions"), On(app, CreatePosition));
  router.Add(Writing("PUT", "/positions/{id}"), On(app, ReorderPosition));
}

void AddLineRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "POST",
              .pattern = "/organisation/resolve",
              .access = Access::Employee(),
              .body = http::Body::kJson},
             On(app, Resolve));
}

void AddInternalLineRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "POST",
              .pattern = "/internal/organisation/resolve",
              .access = Access::Service({auth::kApprovalRequest}),
              .body = http::Body::kJson},
             On(app, Resolve));
}

}  // namespace erp::employee
