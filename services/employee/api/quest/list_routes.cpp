#include <utility>

#include "employee/api/handlers.h"
#include "employee/api/quest/json.h"
#include "employee/api/quest/routes.h"
#include "employee/domain/organisation/employee.h"
#include "employee/domain/refusals.h"
#include "http/reply.h"

namespace erp::employee {
namespace {

using auth::Access;
using http::On;

// A filter is cleaned as the text that it is compared with; a blank one is none.
constexpr unicode::TextLimits kFilter{
    .max = kProfileText.max, .single_line = true, .trimmed = true};

// One more than the page holds tells whether there is a next one.
Result<QuestPage> ReadQuestPage(const http::Call& call) {
  QuestPage page{.limit = call.page.limit + 1};
  if (call.page.cursor) {
    page.beyond = ParsePositive(*call.page.cursor);
    if (!page.beyond) return InvalidQuery("cursor", "is not a cursor of this list");
  }
  return page;
}

template <typename Item, typename IdOf>
http::Response Page(const http::Call& call,
                    std::vector<Item> items,
                    std::string (*print)(const std::vector<Item>&),
                    IdOf id_of) {
  const auto limit = static_cast<std::size_t>(call.page.limit);
  const bool more = items.size() > limit;
  if (more) items.resize(limit);
  auto response = http::Json(print(items));
  if (more) response.headers.push_back(http::NextLink(call.request, id_of(items.back()).str()));
  return response;
}

QuestId IdOfView(const QuestView& view) { return view.quest.id; }
ParticipationId IdOfWork(const ParticipationView& view) { return view.participation.id; }

http::Response List(UseCases& app, const http::Call& call) {
  QuestFilter filter;
  auto department = http::QueryText(call.request, "department", kFilter);
  if (!department) return http::Problem(department.error());
  filter.department = *std::move(department);
  if (const auto status = call.query("status")) {
    filter.state = ParseQuestWireStatus(*status);
    if (!filter.state) {
      return http::Problem(
          InvalidQuery("status", "must be one of AVAILABLE, DRAFT, CLOSED, EXPIRED and CANCELED"));
    }
  }
  const auto page = ReadQuestPage(call);
  if (!page) return http::Problem(page.error());
  return Page(call, app.read_quests.List(filter, *page), PrintQuests, IdOfView);
}

http::Response Created(UseCases& app, const http::Call& call) {
  const auto page = ReadQuestPage(call);
  if (!page) return http::Problem(page.error());
  const QuestFilter filter{.creator = call.actor()};
  return Page(call, app.read_quests.List(filter, *page), PrintMyCreated, IdOfView);
}

http::Response Available(UseCases& app, const http::Call& call) {
  const auto page = ReadQuestPage(call);
  if (!page) return http::Problem(page.error());
  auto quests = app.read_quests.Available(call.actor(), *page);
  if (!quests) return http::Problem(quests.error());
  return Page(call, *std::move(quests), PrintAvailable,
              [](const Quest& quest) { return quest.id; });
}

http::Response Mine(UseCases& app, const http::Call& call) {
  const auto page = ReadQuestPage(call);
  if (!page) return http::Problem(page.error());
  auto views = app.read_quests.Of(call.actor(), *page);
  if (!views) return http::Problem(views.error());
  return Page(call, *std::move(views), PrintMyQuests, IdOfWork);
}

http::Response Waiting(UseCases& app, const http::Call& call) {
  auto department = http::QueryText(call.request, "department", kFilter);
  if (!department) return http::Problem(department.error());
  const auto page = ReadQuestPage(call);
  if (!page) return http::Problem(page.error());
  return Page(call, app.read_quests.Waiting(ViewerOf(call), *department, *page), PrintWaiting,
              IdOfWork);
}

http::Response Get(UseCases& app, const http::Call& call) {
  const auto view = app.read_quests.Get(call.id<QuestId>("id"));
  if (!view) return http::Problem(view.error());
  auto response = http::Json(PrintQuest(*view));
  std::string tag("\"");
  tag.append(std::to_string(view->quest.version)).append("\"");
  response.headers.emplace_back("ETag", tag);
  return response;
}

http::Response Attempts(UseCases& app, const http::Call& call) {
  const auto attempts = app.read_quests.Attempts(ViewerOf(call), call.id<QuestId>("id"),
                                                 call.id<EmployeeId>("employeeId"));
  return attempts ? http::Json(PrintAttempts(*attempts)) : http::Problem(attempts.error());
}

http::Route ListRoute(std::string pattern, Access access, std::vector<std::string> query = {}) {
  return {.method = "GET",
          .pattern = std::move(pattern),
          .access = std::move(access),
          .query = std::move(query),
          .list = true};
}

}  // namespace

void AddQuestListRoutes(http::Router& router, UseCases& app) {
  router.Add(ListRoute("/quests", Access::Employee(), {"department", "status"}), On(app, List));
  router.Add(ListRoute("/quests/available", Access::Actor(auth::NamedInQuery("employeeId"))),
             On(app, Available));
  router.Add(ListRoute("/quests/my-quests", Access::Actor(auth::NamedInQuery("employeeId"))),
             On(app, Mine));
  router.Add(ListRoute("/quests/my-created", Access::Actor(auth::NamedInQuery("managerId"))),
             On(app, Created));
  router.Add(ListRoute("/quests/waiting", Access::Employee(), {"department"}), On(app, Waiting));
  router.Add({.method = "GET", .pattern = "/quests/{id}", .access = Access::Employee()},
             On(app, Get));
  router.Add({.method = "GET",
              .pattern = "/quests/{id}/participants/{employeeId}/attempts",
              .access = Access::Employee()},
             On(app, Attempts));
}

}  // namespace erp::employee
