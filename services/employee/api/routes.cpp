#include "employee/api/routes.h"

#include <utility>

#include "employee/api/departure_routes.h"
#include "employee/api/handlers.h"
#include "employee/api/json.h"
#include "employee/api/korean.h"
#include "employee/api/leave_routes.h"
#include "employee/api/query.h"
#include "http/reply.h"

namespace erp::employee {
namespace {

http::Response WithETag(const Person& person) {
  auto response = http::Json(PrintPerson(person));
  std::string tag("\"");
  tag.append(std::to_string(person.employee.version)).append("\"");
  response.headers.emplace_back("ETag", tag);
  return response;
}

http::Response Create(EmployeeService& employees, const http::Call& call) {
  const auto profile = ReadProfile(call.body());
  if (!profile) return http::Problem(profile.error());
  const auto creation = employees.Create(*profile, call.key, call.caller);
  if (!creation) return http::Problem(creation.error());
  auto response = http::Created(PrintCreated(creation->id), "employees/" + creation->id.str());
  if (creation->replayed) MarkReplayed(response);
  return response;
}

// One more than the page holds tells whether there is a next one.
http::Response ListWith(EmployeeService& employees,
                        const http::Call& call,
                        ListQuery query,
                        std::string (*print)(const std::vector<Person>&)) {
  const auto limit = static_cast<std::size_t>(query.page.limit++);
  auto people = employees.List(query.filter, query.page);
  const bool more = people.size() > limit;
  if (more) people.resize(limit);
  auto response = http::Json(print(people));
  if (more) {
    response.headers.push_back(http::NextLink(call.request, people.back().employee.id.str()));
  }
  return response;
}

http::Response List(EmployeeService& employees, const http::Call& call) {
  auto query = ReadListQuery(call);
  if (!query) return http::Problem(query.error());
  return ListWith(employees, call, *std::move(query), PrintPeople);
}

http::Response Team(EmployeeService& employees, const http::Call& call) {
  auto query = ReadTeamQuery(call);
  if (!query) return http::Problem(query.error());
  return ListWith(employees, call, *std::move(query), PrintTeam);
}

http::Response Get(EmployeeService& employees, const http::Call& call) {
  const auto person = employees.Get(call.id<EmployeeId>("id"));
  return person ? WithETag(*person) : http::Problem(person.error());
}

http::Response Change(EmployeeService& employees, const http::Call& call) {
  const auto id = call.id<EmployeeId>("id");
  const auto now = employees.Get(id);
  if (!now) return http::Problem(now.error());
  const auto change = ReadProfileChange(call.body(), *now);
  if (!change) return http::Problem(change.error());
  const auto person = employees.Change(id, *change, call.version);
  return person ? WithETag(*person) : http::Problem(person.error());
}

http::Response FindMany(EmployeeService& employees, const http::Call& call) {
  const auto ids = ReadIds(call);
  if (!ids) return http::Problem(ids.error());
  return http::Json(PrintEmployees(employees.FindMany(*ids)));
}

using auth::Access;
using http::On;

}  // namespace

http::Router PublicRoutes(const Api& api) {
  http::AddKorean(Korean());
  http::Router router(api.actors);
  EmployeeService& employees = api.app.employees;
  router.Add({.method = "POST",
              .pattern = "/employees",
              .access = ByHumanResources(),
              .idempotent = true,
              .body = http::Body::kJson},
             On(employees, Create));
  router.Add({.method = "GET",
              .pattern = "/employees",
              .access = Access::Employee(),
              .query = {"department", "position", "includeInactive"},
              .list = true},
             On(employees, List));
  router.Add({.method = "GET",
              .pattern = "/employees/team",
              .access = Access::Employee(),
              .query = {"department"},
              .list = true},
             On(employees, Team));
  router.Add({.method = "GET", .pattern = "/employees/{id}", .access = Access::Employee()},
             On(employees, Get));
  router.Add({.method = "PUT",
              .pattern = "/employees/{id}",
              .access = Access::Role(auth::kHumanResources),
              .versioned = true,
              .body = http::Body::kJson},
             On(employees, Change));
  AddDepartureRoutes(router, api.app.departures);
  AddLeaveRoutes(router, api.app.leave);
  return router;
}

http::Router InternalRoutes(const Api& api) {
  http::Router router(api.actors);
  router.Add({.method = "GET",
              .pattern = "/internal/employees",
              .access = Access::Service(),
              .query = {"ids"}},
             On(api.app.employees, FindMany));
  AddLeaverRoutes(router, api.app.departures);
  AddLeaveOperationRoutes(router, api.app.leave);
  return router;
}

}  // namespace erp::employee
