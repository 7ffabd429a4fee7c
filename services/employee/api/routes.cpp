#include "employee/api/routes.h"

#include <utility>

#include "employee/api/json.h"
#include "employee/api/query.h"
#include "http/reply.h"

namespace erp::employee {
namespace {

void MarkReplayed(http::Response& response) {
  response.headers.emplace_back("Idempotency-Replayed", "true");
}

http::Response WithETag(const Person& person) {
  auto response = http::Json(PrintPerson(person));
  std::string tag("\"");
  tag.append(std::to_string(person.employee.version)).append("\"");
  response.headers.emplace_back("ETag", tag);
  return response;
}

http::Response Create(EmployeeService& employees, const http::Request& request) {
  const auto key = http::IdempotencyKey(request);
  if (!key) return http::Problem(key.error());
  const auto profile = ReadProfile(request.body);
  if (!profile) return http::Problem(profile.error());
  const auto creation = employees.Create(*profile, *key);
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
  const auto change = ReadProfileChange(request.body);
  if (!change) return http::Problem(change.error());
  const auto person = employees.Change(*id, *change, *expected);
  return person ? WithETag(*person) : http::Problem(person.error());
}

http::Response Deactivate(EmployeeService& employees, const http::Request& request) {
  const auto id = request.PathId<EmployeeId>("id");
  if (!id) return http::Problem(id.error());
  const auto expected = http::IfMatch(request);
  if (!expected) return http::Problem(expected.error());
  const auto person = employees.Deactivate(*id, *expected);
  return person ? http::NoContent() : http::Problem(person.error());
}

http::Response Balance(LeaveService& leave, const http::Request& request) {
  const auto id = request.PathId<EmployeeId>("id");
  if (!id) return http::Problem(id.error());
  const auto balance = leave.Balance(*id);
  return balance ? http::Json(PrintBalance(*balance)) : http::Problem(balance.error());
}

http::Response Adjust(LeaveService& leave, const http::Request& request) {
  const auto id = request.PathId<EmployeeId>("id");
  if (!id) return http::Problem(id.error());
  const auto key = http::IdempotencyKey(request);
  if (!key) return http::Problem(key.error());
  const auto adjustment = ReadAdjustment(request.body);
  if (!adjustment) return http::Problem(adjustment.error());
  const auto posting = leave.Adjust(*id, adjustment->minutes, adjustment->reason, *key);
  if (!posting) return http::Problem(posting.error());
  const Entry& entry = posting->entry;
  auto response = entry.applied() ? http::Json(PrintAdjusted(entry.balance_after))
                                  : http::Problem(RefusalOf(entry));
  if (posting->replayed) MarkReplayed(response);
  return response;
}

http::Response FindMany(EmployeeService& employees, const http::Request& request) {
  const auto ids = ReadIds(request);
  if (!ids) return http::Problem(ids.error());
  return http::Json(PrintEmployees(employees.FindMany(*ids)));
}

// A handler that works on one of the services and reads the query itself.
template <typename Service>
http::Handler OnQuery(Service& service, http::Response (*handle)(Service&, const http::Request&)) {
  return [&service, handle](const http::Request& request) { return handle(service, request); };
}

// A handler that works on one of the services and takes no query.
template <typename Service>
http::Handler On(Service& service, http::Response (*handle)(Service&, const http::Request&)) {
  return [&service, handle](const http::Request& request) {
    const auto known = http::OnlyQuery(request, {});
    return known ? handle(service, request) : http::Problem(known.error());
  };
}

}  // namespace

void AddPublicRoutes(http::Router& router, EmployeeService& employees, LeaveService& leave) {
  router.Add("POST", "/employees", On(employees, Create));
  router.Add("GET", "/employees", OnQuery(employees, List));
  router.Add("GET", "/employees/team", OnQuery(employees, Team));
  router.Add("GET", "/employees/{id}", On(employees, Get));
  router.Add("PUT", "/employees/{id}", On(employees, Change));
  router.Add("DELETE", "/employees/{id}", On(employees, Deactivate));
  router.Add("GET", "/employees/{id}/leave-balance", On(leave, Balance));
  router.Add("PUT", "/employees/{id}/leave-balance", On(leave, Adjust));
}

void AddInternalRoutes(http::Router& router, EmployeeService& employees) {
  router.Add("GET", "/internal/employees", OnQuery(employees, FindMany));
}

}  // namespace erp::employee
