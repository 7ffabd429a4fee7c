#include "notification/api/routes.h"

#include "http/reply.h"
#include "notification/api/json.h"
#include "notification/api/korean.h"
#include "notification/domain/cursor.h"

namespace erp::notification {
namespace {

Error InvalidQuery(const std::string& name, const Message& rule) {
  return {
      ErrorCode::kInvalid, "invalid-query", "The query has mistakes; see errors.", {{name, rule}}};
}

class Routes {
 public:
  Routes(InboxService& service, OperatorMessages& messages)
      : service_(service), messages_(messages) {}

  http::Response Recent(const http::Call& call) const {
    const auto before = ParsePositive(call.page.cursor.value_or("0"));
    if (call.page.cursor && !before) {
      return http::Problem(InvalidQuery("cursor", "is not a cursor of this list"));
    }
    return Answer(call, service_.Recent(call.actor(), before.value_or(0), call.page.limit),
                  [](const Page& found) { return std::to_string(found.entries.back().seq); });
  }

  http::Response After(const http::Call& call) const {
    const auto after = ParseCursor(call.query("after").value_or("0"));
    if (!after) {
      return http::Problem(InvalidQuery("after", "must be a sequence number or epoch:seq"));
    }
    const auto cursor = call.page.cursor ? ParseCursor(*call.page.cursor) : after;
    if (!cursor) return http::Problem(InvalidQuery("cursor", "is not a cursor of this list"));
    const Page found = service_.After(call.actor(), *cursor, call.page.limit);
    auto response = Answer(call, found, [](const Page& answered) {
      return FormatCursor({answered.epoch, answered.entries.back().seq});
    });
    if (found.resync) response.headers.emplace_back("Notification-Resync", "true");
    return response;
  }

  http::Response UnreadCount(const http::Call& call) const {
    return http::Json(PrintReadState(service_.Unread(call.actor())));
  }

  http::Response MarkRead(const http::Call& call) const {
    const auto body = ParseMarkRead(call.body());
    if (!body) return http::Problem(body.error());
    const auto state = body->ids.empty()
                           ? service_.MarkRead(call.actor(), body->up_to)
                           : service_.MarkRead(call.actor(), body->up_to.epoch, body->ids);
    if (!state) return http::Problem(state.error());
    return http::Json(PrintReadState(*state));
  }

  http::Response Broadcast(const http::Call& call) const {
    const auto message = ParseOperatorMessage(call.body());
    if (!message) return http::Problem(message.error());
    return http::Json(PrintSent(messages_.Broadcast(*message, call.key, call.caller.person)), 202);
  }

  http::Response Send(const http::Call& call) const {
    const auto user = call.id<EmployeeId>("userId");
    const auto message = ParseOperatorMessage(call.body());
    if (!message) return http::Problem(message.error());
    const auto sent = messages_.Send(user, *message, call.key, call.caller.person);
    if (!sent) return http::Problem(sent.error());
    auto response = http::Created(PrintSent(sent->id), "../recent/" + user.str());
    if (sent->replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
    return response;
  }

 private:
  template <typename CursorOf>
  static http::Response Answer(const http::Call& call,
                               const Page& page,
                               const CursorOf& cursor_of) {
    auto response = http::Json(PrintEntries(page));
    if (!page.epoch.empty()) response.headers.emplace_back("Notification-Epoch", page.epoch);
    if (page.more) response.headers.push_back(http::NextLink(call.request, cursor_of(page)));
    return response;
  }

  InboxService& service_;
  OperatorMessages& messages_;
};

using auth::Access;

http::Handler On(const Routes& routes, http::Response (Routes::*handle)(const http::Call&) const) {
  return [routes, handle](const http::Call& call) { return (routes.*handle)(call); };
}

void AddInbox(http::Router& router, const Routes& routes) {
  const auto own = Access::Actor(auth::MaybeNamedInQuery("userId"));
  router.Add({.method = "GET",
              .pattern = "/notifications/recent/{userId}",
              .access = Access::Actor(auth::NamedInPath("userId")),
              .list = true},
             On(routes, &Routes::Recent));
  router.Add({.method = "GET",
              .pattern = "/notifications",
              .access = own,
              .query = {"after"},
              .list = true},
             On(routes, &Routes::After));
  router.Add({.method = "GET", .pattern = "/notifications/unread-count", .access = own},
             On(routes, &Routes::UnreadCount));
  router.Add({.method = "PUT",
              .pattern = "/notifications/read",
              .access = Access::Actor(auth::NamedInBodyOrQuery("userId")),
              .body = http::Body::kJson},
             On(routes, &Routes::MarkRead));
}

// Messages of an operator, whom `actorId` may name.
http::Route OperatorMessageRoute(std::string pattern) {
  return {.method = "POST",
          .pattern = std::move(pattern),
          .access = Access::Role(auth::kOperator, auth::MaybeNamedInQuery("actorId")),
          .idempotent = true,
          .body = http::Body::kJson};
}

}  // namespace

http::Router PublicRoutes(const Api& api) {
  http::AddKorean(Korean());
  http::Router router(api.actors);
  const Routes routes(api.app.own, api.app.messages);
  router.Add({.method = "GET", .pattern = "/notifications/health", .access = Access::Anyone()},
             [](const http::Call&) { return http::Json(R"({"status":"UP"})"); });
  AddInbox(router, routes);
  router.Add(OperatorMessageRoute("/notifications/send"), On(routes, &Routes::Broadcast));
  router.Add(OperatorMessageRoute("/notifications/send/{userId}"), On(routes, &Routes::Send));
  return router;
}

}  // namespace erp::notification
