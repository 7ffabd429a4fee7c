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

// The person that the query names as acting; counts only with AUTH_MODE=dev.
Result<std::optional<EmployeeId>> ClaimedByQuery(const http::Request& request) {
  const auto text = request.Query("userId");
  if (!text) return std::optional<EmployeeId>();
  const auto user = EmployeeId::Parse(*text);
  if (!user) return InvalidQuery("userId", "must be the id of a person");
  return user;
}

class Routes {
 public:
  Routes(InboxService& service, OperatorMessages& messages, const auth::ActorSource& actors)
      : service_(service), messages_(messages), actors_(actors) {}

  http::Response Recent(const http::Request& request) const {
    const auto claimed = request.PathId<EmployeeId>("userId");
    if (!claimed) return http::Problem(claimed.error());
    const auto user = Actor(request, *claimed);
    if (!user) return http::Problem(user.error());
    if (const auto known = http::OnlyQuery(request, {"limit", "cursor"}); !known) {
      return http::Problem(known.error());
    }
    const auto page = http::ReadPage(request);
    if (!page) return http::Problem(page.error());
    const auto before = ParsePositive(page->cursor.value_or("0"));
    if (page->cursor && !before) {
      return http::Problem(InvalidQuery("cursor", "is not a cursor of this list"));
    }
    return Answer(request, service_.Recent(*user, before.value_or(0), page->limit),
                  [](const Page& found) { return std::to_string(found.entries.back().seq); });
  }

  http::Response After(const http::Request& request) const {
    if (const auto known = http::OnlyQuery(request, {"after", "limit", "cursor", "userId"});
        !known) {
      return http::Problem(known.error());
    }
    const auto user = QueryActor(request);
    if (!user) return http::Problem(user.error());
    const auto page = http::ReadPage(request);
    if (!page) return http::Problem(page.error());
    const auto after = ParseCursor(request.Query("after").value_or("0"));
    if (!after) {
      return http::Problem(InvalidQuery("after", "must be a sequence number or epoch:seq"));
    }
    const auto cursor = page->cursor ? ParseCursor(*page->cursor) : after;
    if (!cursor) return http::Problem(InvalidQuery("cursor", "is not a cursor of this list"));
    const Page found = service_.After(*user, *cursor, page->limit);
    auto response = Answer(request, found, [](const Page& answered) {
      return FormatCursor({answered.epoch, answered.entries.back().seq});
    });
    if (found.resync) response.headers.emplace_back("Notification-Resync", "true");
    return response;
  }

  http::Response UnreadCount(const http::Request& request) const {
    if (const auto known = http::OnlyQuery(request, {"userId"}); !known) {
      return http::Problem(known.error());
    }
    const auto user = QueryActor(request);
    if (!user) return http::Problem(user.error());
    return http::Json(PrintReadState(service_.Unread(*user)));
  }

  http::Response MarkRead(const http::Request& request) const {
    if (const auto known = http::OnlyQuery(request, {"userId"}); !known) {
      return http::Problem(known.error());
    }
    const auto body = ParseMarkRead(request.body);
    if (!body) return http::Problem(body.error());
    const auto by_query = ClaimedByQuery(request);
    if (!by_query) return http::Problem(by_query.error());
    if (body->user && *by_query && *body->user != **by_query) {
      return http::Problem(InvalidQuery("userId", "differs from the one in the body"));
    }
    const auto user = Actor(request, body->user ? body->user : *by_query);
    if (!user) return http::Problem(user.error());
    const auto state = body->ids.empty() ? service_.MarkRead(*user, body->up_to)
                                         : service_.MarkRead(*user, body->up_to.epoch, body->ids);
    if (!state) return http::Problem(state.error());
    return http::Json(PrintReadState(*state));
  }

  http::Response Broadcast(const http::Request& request) const {
    if (const auto caller = Caller(request); !caller) return http::Problem(caller.error());
    const auto order = ReadOrder(request);
    if (!order) return http::Problem(order.error());
    return http::Json(PrintSent(messages_.Broadcast(order->message, order->key, order->actor)),
                      202);
  }

  http::Response Send(const http::Request& request) const {
    if (const auto caller = Caller(request); !caller) return http::Problem(caller.error());
    const auto user = request.PathId<EmployeeId>("userId");
    if (!user) return http::Problem(user.error());
    const auto order = ReadOrder(request);
    if (!order) return http::Problem(order.error());
    const auto sent = messages_.Send(*user, order->message, order->key, order->actor);
    if (!sent) return http::Problem(sent.error());
    auto response = http::Created(PrintSent(sent->id), "../recent/" + user->str());
    if (sent->replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
    return response;
  }

 private:
  struct Order {
    OperatorMessage message;
    std::optional<std::string> key;
    std::optional<EmployeeId> actor;
  };
  Result<Order> ReadOrder(const http::Request& request) const {
    if (const auto known = http::OnlyQuery(request, {"actorId"}); !known) return known.error();
    const auto claimed = http::ClaimedActor(request);
    if (!claimed) return claimed.error();
    const auto actor =
        actors_.DetermineIfNamed(request.Header("authorization").value_or(""), *claimed);
    if (!actor) return actor.error();
    auto key = http::IdempotencyKey(request);
    if (!key) return key.error();
    auto message = ParseOperatorMessage(request.body);
    if (!message) return message.error();
    return Order{std::move(*message), std::move(*key), *actor};
  }

  Result<EmployeeId> Actor(const http::Request& request, std::optional<EmployeeId> claimed) const {
    return actors_.Determine(request.Header("authorization").value_or(""), claimed);
  }

  // Who sends: an operator, whom nothing in the request names.
  Result<std::optional<EmployeeId>> Caller(const http::Request& request) const {
    return actors_.DetermineIfNamed(request.Header("authorization").value_or(""), std::nullopt);
  }

  Result<EmployeeId> QueryActor(const http::Request& request) const {
    const auto claimed = ClaimedByQuery(request);
    if (!claimed) return claimed.error();
    return Actor(request, *claimed);
  }

  template <typename CursorOf>
  static http::Response Answer(const http::Request& request,
                               const Page& page,
                               const CursorOf& cursor_of) {
    auto response = http::Json(PrintEntries(page));
    if (!page.epoch.empty()) response.headers.emplace_back("Notification-Epoch", page.epoch);
    if (page.more) response.headers.push_back(http::NextLink(request, cursor_of(page)));
    return response;
  }

  InboxService& service_;
  OperatorMessages& messages_;
  const auth::ActorSource& actors_;
};

}  // namespace

http::Router PublicRoutes(InboxService& service,
                          OperatorMessages& messages,
                          const auth::ActorSource& actors) {
  http::AddKorean(Korean());
  http::Router router;
  const Routes routes(service, messages, actors);
  router.Add("GET", "/notifications/health", [](const http::Request& request) {
    const auto known = http::OnlyQuery(request, {});
    return known ? http::Json(R"({"status":"UP"})") : http::Problem(known.error());
  });
  router.Add("GET", "/notifications/recent/{userId}",
             [routes](const http::Request& request) { return routes.Recent(request); });
  router.Add("GET", "/notifications",
             [routes](const http::Request& request) { return routes.After(request); });
  router.Add("GET", "/notifications/unread-count",
             [routes](const http::Request& request) { return routes.UnreadCount(request); });
  router.Add("PUT", "/notifications/read",
             [routes](const http::Request& request) { return routes.MarkRead(request); });
  router.Add("POST", "/notifications/send",
             [routes](const http::Request& request) { return routes.Broadcast(request); });
  router.Add("POST", "/notifications/send/{userId}",
             [routes](const http::Request& request) { return routes.Send(request); });
  return router;
}

}  // namespace erp::notification
