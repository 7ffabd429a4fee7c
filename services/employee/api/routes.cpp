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

http::Response Create(EmployeeService& employees,
                      const http::Request& request,
                      std::optional<EmployeeId> actor) {
  const auto key = http::IdempotencyKey(request);
  if (!key) return http::Problem(key.error());
  const auto profile = ReadProfile(request.body);
  if (!profile) return http::Problem(profile.error());
  const auto creation = employees.Create(*profile, *key, actor);
  if (!creation) return http::Problem(creation.error());
  auto response = http::Created(PrintCreated(creation->id), "employees/" + creation->id.str());
  if (creation->replayed) MarkReplayed(response);
  return response;
}

// One more than the page holds tells whether there is a next one.
http::Response ListWith(EmployeeService& employees,
                        const http::Request& request,
                        ListQuery query,
                        std::string (*print)(const std::vector<Person>&)) {
  const auto limit = static_cast<std::size_t>(query.page.limit++);
  auto people = employees.List(query.filter, query.page);
  const bool more = people.size() > limit;
  if (more) people.resize(limit);
  auto response = http::Json(print(people));
  if (more) {
    response.headers.push_back(http::NextLink(request, people.back().employee.id.str()));
  }
  return response;
}

http::Response List(EmployeeService& employees, const http::Request& request) {
  auto query = ReadListQuery(request);
  if (!query) return http::Problem(query.error());
  return ListWith(employees, request, *std::move(query), PrintPeople);
}

http::Response Team(EmployeeService& employees, const http::Request& request) {
  auto query = ReadTeamQuery(request);
  if (!query) return http::Problem(query.error());
  return ListWith(employees, request, *std::move(query), PrintTeam);
}

http::Response Get(EmployeeService& employees, const http::Request& request) {
  const auto id = request.PathId<EmployeeId>("id");
  if (!id) return http::Problem(id.error());
  const auto person = employees.Get(*id);
  return person ? WithETag(*person) : http::Problem(person.error());
}

http::Response Change(EmployeeService& employees, const http::Request& request) {
  const auto id = request.PathId<EmployeeId>("id");
  if (!id) return http::Problem(id.error());
  const auto expected = http::IfMatch(request);
  if (!expected) return http::Problem(expected.error());
  const auto now = employees.Get(*id);
  if (!now) return http::Problem(now.error());
  const auto change = ReadProfileChange(request.body, *now);
  if (!change) return http::Problem(change.error());
  const auto person = employees.Change(*id, *change, *expected);
  return person ? WithETag(*person) : http::Problem(person.error());
}

http::Response FindMany(EmployeeService& employees, const http::Request& request) {
  const auto ids = ReadIds(request);
  if (!ids) return http::Problem(ids.error());
  return http::Json(PrintEmployees(employees.FindMany(*ids)));
}

}  // namespace

void AddPublicRoutes(http::Router& router,
                     EmployeeService& employees,
                     LeaveService& leave,
                     Departures& departures,
                     const auth::ActorSource& actors) {
  http::AddKorean(Korean());
  router.Add("POST", "/employees", ByActor(employees, actors, Create));
  router.Add("GET", "/employees", Asked(actors, OnQuery(employees, List)));
  router.Add("GET", "/employees/team", Asked(actors, OnQuery(employees, Team)));
  router.Add("GET", "/employees/{id}", Asked(actors, On(employees, Get)));
  router.Add("PUT", "/employees/{id}", Asked(actors, On(employees, Change)));
  AddDepartureRoutes(router, departures, actors);
  AddLeaveRoutes(router, leave, actors);
}

void AddInternalRoutes(http::Router& router,
                       EmployeeService& employees,
                       LeaveService& leave,
                       Departures& departures) {
  router.Add("GET", "/internal/employees", OnQuery(employees, FindMany));
  AddLeaverRoutes(router, departures);
  AddLeaveOperationRoutes(router, leave);
}

}  // namespace erp::employee
