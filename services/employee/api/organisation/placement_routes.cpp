#include <utility>

#include "employee/api/handlers.h"
#include "employee/api/organisation/organisation_json.h"
#include "employee/api/organisation/organisation_routes.h"
#include "employee/domain/date.h"
#include "http/reply.h"

namespace erp::employee {
namespace {

using auth::Access;
using http::On;

http::Response History(UseCases& app, const http::Call& call) {
  const auto timeline = app.change_on_date.Read(call.id<EmployeeId>("id"));
  return timeline ? http::Json(PrintTimeline(*timeline)) : http::Problem(timeline.error());
}

http::Response ManagerOn(UseCases& app, const http::Call& call) {
  std::optional<Date> on;
  if (const auto text = call.query("on")) {
    on = ParseDate(*text);
    if (!on) {
      return http::Problem({ErrorCode::kInvalid,
                            "invalid-query",
                            "The query has mistakes; see errors.",
                            {{"on", kDateRule}}});
    }
  }
  const auto answer = app.change_on_date.On(call.id<EmployeeId>("id"), on);
  return answer ? http::Json(PrintPlacementOn(*answer)) : http::Problem(answer.error());
}

http::Response Recorded(UseCases& app, EmployeeId id, const std::optional<PlannedChange>& planned) {
  if (planned) {
    return http::Created(PrintPlan(*planned), "changes/" + std::to_string(planned->id));
  }
  const auto timeline = app.change_on_date.Read(id);
  return timeline ? http::Json(PrintTimeline(*timeline)) : http::Problem(timeline.error());
}

http::Response Plan(UseCases& app, const http::Call& call) {
  auto change = ReadDatedChange(call.body());
  if (!change) return http::Problem(change.error());
  change->note.actor = call.caller.person;
  const auto id = call.id<EmployeeId>("id");
  const auto recorded = app.change_on_date.Record(id, *std::move(change), KeyOf(call, id.str()));
  if (!recorded) return http::Problem(recorded.error());
  auto response = Recorded(app, id, recorded->planned);
  if (recorded->replayed) MarkReplayed(response);
  return response;
}

http::Response Cancel(UseCases& app, const http::Call& call) {
  const auto plan =
      app.change_on_date.Cancel(call.id<EmployeeId>("id"), call.id<ChangeId>("changeId").value());
  return plan ? http::NoContent() : http::Problem(plan.error());
}

http::Response Posts(UseCases& app, const http::Call& call) {
  const auto id = call.id<EmployeeId>("id");
  const auto person = app.read_employees.Get(id);
  if (!person) return http::Problem(person.error());
  const auto posts = app.keep_posts.Posts(id);
  if (!posts) return http::Problem(posts.error());
  return http::Json(PrintPosts(person->employee, *posts));
}

http::Response AddPost(UseCases& app, const http::Call& call) {
  const auto wanted = ReadPost(call.body());
  if (!wanted) return http::Problem(wanted.error());
  const auto id = call.id<EmployeeId>("id");
  const auto post = app.keep_posts.Add(id, *wanted, KeyOf(call, id.str()));
  if (!post) return http::Problem(post.error());
  auto response = http::Created(PrintPost(*post), "posts/" + post->id.str());
  if (post->replayed) MarkReplayed(response);
  return response;
}

http::Response EndPost(UseCases& app, const http::Call& call) {
  const auto ended = app.keep_posts.End(call.id<EmployeeId>("id"), call.id<PostId>("postId"));
  return ended ? http::NoContent() : http::Problem(ended.error());
}

http::Response Roles(UseCases& app, const http::Call& call) {
  const auto roles = app.keep_posts.Roles(call.id<EmployeeId>("id"));
  return roles ? http::Json(PrintRoles(*roles)) : http::Problem(roles.error());
}

http::Response RolesForServices(UseCases& app, const http::Call& call) {
  const auto id = call.id<EmployeeId>("id");
  const auto person = app.read_employees.Get(id);
  if (!person) return http::Problem(person.error());
  return http::Json(PrintRolesOf(person->employee, app.human_resources.RolesOf(person->employee)));
}

http::Response SetRoles(UseCases& app, const http::Call& call) {
  auto wanted = ReadRoles(call.body());
  if (!wanted) return http::Problem(wanted.error());
  const auto roles =
      app.keep_posts.SetRoles(call.id<EmployeeId>("id"), *std::move(wanted), ViewerOf(call));
  return roles ? http::Json(PrintRoles(*roles)) : http::Problem(roles.error());
}

http::Route Route(std::string method, std::string pattern, Access access) {
  http::Route route{
      .method = std::move(method), .pattern = std::move(pattern), .access = std::move(access)};
  if (route.method == "POST" || route.method == "PUT") route.body = http::Body::kJson;
  route.idempotent = route.method == "POST";
  return route;
}

}  // namespace

void AddPlacementRoutes(http::Router& router, UseCases& app) {
  const auto hr = ByHumanResources();
  auto manager = Route("GET", "/employees/{id}/manager", Access::Employee());
  manager.query = {"on"};
  router.Add(std::move(manager), On(app, ManagerOn));
  router.Add(Route("GET", "/employees/{id}/history", hr), On(app, History));
  router.Add(Route("POST", "/employees/{id}/changes", hr), On(app, Plan));
  router.Add(Route("DELETE", "/employees/{id}/changes/{changeId}", hr), On(app, Cancel));
  router.Add(Route("GET", "/employees/{id}/posts", Access::Employee()), On(app, Posts));
  router.Add(Route("POST", "/employees/{id}/posts", hr), On(app, AddPost));
  router.Add(Route("DELETE", "/employees/{id}/posts/{postId}", hr), On(app, EndPost));
  router.Add(Route("GET", "/employees/{id}/roles", hr), On(app, Roles));
  router.Add(Route("PUT", "/employees/{id}/roles", hr), On(app, SetRoles));
}

void AddRoleLookupRoutes(http::Router& router, UseCases& app) {
  router.Add(
      Route("GET", "/internal/employees/{id}/roles", Access::Service({auth::kApprovalRequest})),
      On(app, RolesForServices));
}

}  // namespace erp::employee
