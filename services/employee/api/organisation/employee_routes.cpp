#include "employee/api/organisation/employee_routes.h"

#include <utility>

#include "employee/api/handlers.h"
#include "employee/api/organisation/json.h"
#include "employee/api/organisation/query.h"
#include "http/reply.h"

namespace erp::employee {
namespace {

std::vector<bool> WholeOf(UseCases& app,
                          const http::Call& call,
                          const std::vector<Person>& people) {
  std::vector<Placed> placed;
  for (const auto& person : people) {
    const auto& profile = person.employee.profile;
    placed.push_back({person.employee.id, profile.manager, profile.department_id});
  }
  return app.people_rights.Seen(ViewerOf(call), Resource::kEmployment, placed);
}

http::Response WithETag(const Person& person, bool whole) {
  auto response = http::Json(PrintPerson(person, whole));
  std::string tag("\"");
  tag.append(std::to_string(person.employee.version)).append("\"");
  response.headers.emplace_back("ETag", tag);
  return response;
}

http::Response Create(UseCases& app, const http::Call& call) {
  const auto profile = ReadProfile(call.body());
  if (!profile) return http::Problem(profile.error());
  const auto creation = app.create_employee.Run(*profile, call.key, call.caller.person);
  if (!creation) return http::Problem(creation.error());
  auto response = http::Created(PrintCreated(creation->id), "employees/" + creation->id.str());
  if (creation->replayed) MarkReplayed(response);
  return response;
}

// One more than the page holds tells whether there is a next one.
http::Response ListWith(UseCases& app,
                        const http::Call& call,
                        ListQuery query,
                        std::string (*print)(const std::vector<Person>&,
                                             const std::vector<bool>&)) {
  const auto limit = static_cast<std::size_t>(query.page.limit++);
  auto people = app.read_employees.List(query.filter, query.page);
  const bool more = people.size() > limit;
  if (more) people.resize(limit);
  auto response = http::Json(print(people, WholeOf(app, call, people)));
  if (more) {
    response.headers.push_back(http::NextLink(call.request, people.back().employee.id.str()));
  }
  return response;
}

http::Response Search(UseCases& app, const http::Call& call, const PeopleSearch& search) {
  const auto found = app.read_employees.Search(search);
  auto response = http::Json(PrintPeople(found.people, WholeOf(app, call, found.people)));
  if (found.next) {
    response.headers.push_back(http::NextLink(call.request, PrintSearchPlace(*found.next)));
  }
  return response;
}

http::Response List(UseCases& app, const http::Call& call) {
  const auto search = ReadSearchQuery(call);
  if (!search) return http::Problem(search.error());
  if (search->has_value()) return Search(app, call, **search);
  auto query = ReadListQuery(call);
  if (!query) return http::Problem(query.error());
  return ListWith(app, call, *std::move(query), PrintPeople);
}

http::Response Team(UseCases& app, const http::Call& call) {
  auto query = ReadTeamQuery(call);
  if (!query) return http::Problem(query.error());
  return ListWith(app, call, *std::move(query), PrintTeam);
}

http::Response Get(UseCases& app, const http::Call& call) {
  const auto person = app.read_employees.Get(call.id<EmployeeId>("id"));
  if (!person) return http::Problem(person.error());
  return WithETag(*person, WholeOf(app, call, {*person}).front());
}

http::Response Change(UseCases& app, const http::Call& call) {
  const auto id = call.id<EmployeeId>("id");
  const auto now = app.read_employees.Get(id);
  if (!now) return http::Problem(now.error());
  const auto change = ReadProfileChange(call.body(), *now);
  if (!change) return http::Problem(change.error());
  const auto person = app.change_employee.Run(id, *change, call.version);
  return person ? WithETag(*person, true) : http::Problem(person.error());
}

http::Response FindMany(UseCases& app, const http::Call& call) {
  const auto ids = ReadIds(call);
  if (!ids) return http::Problem(ids.error());
  return http::Json(PrintEmployees(app.read_employees.FindMany(*ids)));
}

using auth::Access;
using http::On;

}  // namespace

void AddEmployeeRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "POST",
              .pattern = "/employees",
              .access = ByHumanResources(),
              .idempotent = true,
              .body = http::Body::kJson},
             On(app, Create));
  router.Add({.method = "GET",
              .pattern = "/employees",
              .access = Access::Employee(),
              .query = {"q", "department", "position", "includeInactive"},
              .list = true},
             On(app, List));
  router.Add({.method = "GET",
              .pattern = "/employees/team",
              .access = Access::Employee(),
              .query = {"department"},
              .list = true},
             On(app, Team));
  router.Add({.method = "GET", .pattern = "/employees/{id}", .access = Access::Employee()},
             On(app, Get));
  router.Add({.method = "PUT",
              .pattern = "/employees/{id}",
              .access = Access::Role(auth::kHumanResources),
              .versioned = true,
              .body = http::Body::kJson},
             On(app, Change));
}

void AddEmployeeLookupRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "GET",
              .pattern = "/internal/employees",
              .access = Access::Service({auth::kApprovalRequest}),
              .query = {"ids"}},
             On(app, FindMany));
}

}  // namespace erp::employee
