#include "http/internal/admit.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "json/json.h"
#include "json/object_reader.h"

namespace erp::http {
namespace {

using In = auth::Claim::In;

// Who the request says acts.
struct Claimed {
  std::optional<EmployeeId> person = {};
  // The body should name the person and does not, or is none at all: the handler, which reads it,
  // says so.
  bool left_to_the_body = false;
};

Error InvalidQuery(const std::string& name, const char* rule) {
  return {
      ErrorCode::kInvalid, "invalid-query", "The query has mistakes; see errors.", {{name, rule}}};
}

Result<Claimed> InQuery(const Request& request, const std::string& name, bool required) {
  const auto text = request.Query(name);
  if (!text && !required) return Claimed{};
  const auto person = text ? EmployeeId::Parse(*text) : std::nullopt;
  if (person) return Claimed{person};
  return InvalidQuery(name,
                      required ? "must be a positive whole number" : "must be the id of a person");
}

Claimed InBody(const Request& request, const std::string& name, bool required) {
  const auto body = json::Parse(request.body);
  if (!body || !body->is_object()) return {.left_to_the_body = true};
  json::ObjectReader reader(*body);
  const auto person = reader.OptionalId<EmployeeId>(name);
  const bool other = !person && body->contains(name) && !body->at(name).is_null();
  return {person, other || (required && !person)};
}

Result<Claimed> InBodyOrQuery(const Request& request, const std::string& name) {
  const auto by_query = InQuery(request, name, false);
  if (!by_query) return by_query.error();
  auto claimed = InBody(request, name, false);
  if (!by_query->person || claimed.left_to_the_body) return claimed;
  if (claimed.person && claimed.person != by_query->person) {
    return InvalidQuery(name, "differs from the one in the body");
  }
  return *by_query;
}

Result<Claimed> ReadClaim(const auth::Claim& claim, const Request& request) {
  switch (claim.in) {
    case In::kNowhere:
      return Claimed{};
    case In::kPath: {
      const auto person = request.PathId<EmployeeId>(claim.name);
      if (!person) return person.error();
      return Claimed{*person};
    }
    case In::kQuery:
      return InQuery(request, claim.name, true);
    case In::kQueryOrNone:
      return InQuery(request, claim.name, false);
    case In::kBody:
      return InBody(request, claim.name, true);
    case In::kBodyOrQuery:
      return InBodyOrQuery(request, claim.name);
  }
  return Claimed{};
}

// Where it cannot be read whom the request names: the caller by their token and role alone. Their
// request is not carried out, and only who has a right to it learns what is wrong with it.
Result<auth::Caller> DetermineUnnamed(const Route& route,
                                      const auth::ActorSource& actors,
                                      std::string_view authorization) {
  const bool actor = route.access.kind() == auth::Access::Kind::kActor;
  auto caller = actors.Determine(actor ? auth::Access::Employee() : route.access, authorization,
                                 std::nullopt);
  if (caller) caller->person.reset();
  return caller;
}

Result<auth::Caller> Determine(const Route& route,
                               const auth::ActorSource& actors,
                               const Request& request) {
  const auto claimed = ReadClaim(route.access.claim(), request);
  const auto authorization = request.Header("authorization").value_or("");
  if (claimed && !claimed->left_to_the_body) {
    return actors.Determine(route.access, authorization, claimed->person);
  }
  auto caller = DetermineUnnamed(route, actors, authorization);
  if (caller && !claimed) return claimed.error();
  return caller;
}

Result<void> CheckQuery(const Route& route, const Request& request) {
  auto known = KnownQuery(route);
  if (route.ignores_query) {
    for (const auto& [name, value] : request.query) known.push_back(name);
  }
  return OnlyQuery(request, known);
}

Result<void> CheckIds(const Route& route, const Request& request) {
  for (const auto& [name, value] : request.params) {
    const bool text = std::find(route.texts.begin(), route.texts.end(), name) != route.texts.end();
    if (text) continue;
    if (const auto id = request.PathId<Id<struct AnyTag>>(name); !id) return id.error();
  }
  return {};
}

}  // namespace

std::vector<std::string> KnownQuery(const Route& route) {
  auto known = route.query;
  if (route.list) known.insert(known.end(), {"limit", "cursor"});
  const auto& claim = route.access.claim();
  const bool named =
      claim.in == In::kQuery || claim.in == In::kQueryOrNone || claim.in == In::kBodyOrQuery;
  if (named) known.push_back(claim.name);
  return known;
}

Result<Call> Admit(const Route& route, const auth::ActorSource& actors, const Request& request) {
  Call call{request};
  auto caller = Determine(route, actors, request);
  if (!caller) return caller.error();
  call.caller = *std::move(caller);
  if (const auto known = CheckQuery(route, request); !known) return known.error();
  if (route.list) {
    auto page = ReadPage(request);
    if (!page) return page.error();
    call.page = *std::move(page);
  }
  if (const auto ids = CheckIds(route, request); !ids) return ids.error();
  if (route.versioned) {
    const auto version = IfMatch(request);
    if (!version) return version.error();
    call.version = *version;
  }
  if (route.idempotent) {
    auto key = IdempotencyKey(request);
    if (!key) return key.error();
    call.key = *std::move(key);
  }
  if (route.body == Body::kNone && route.method != "GET") {
    if (const auto none = NoBody(request); !none) return none.error();
  }
  return call;
}

}  // namespace erp::http
