#include "notification/api/handshake_refusals.h"

#include <string>
#include <utility>

#include "http/language.h"
#include "http/reply.h"
#include "observe/trace.h"

namespace erp::notification {
namespace {

http::Response ProblemOf(const ws::Refusal& refusal) {
  using Why = ws::Refusal::Why;
  switch (refusal.why) {
    case Why::kPath:
      return http::Problem(
          {ErrorCode::kNotFound, "not-found", "Nothing is served under this path."});
    case Why::kQuery:
      return http::Problem({ErrorCode::kInvalid, "invalid-query",
                            "This path takes no query; an access token belongs into the header "
                            "Authorization of the CONNECT frame."});
    case Why::kUpgrade:
      return http::ProblemStatus(refusal.status, "upgrade-required",
                                 "This path speaks WebSocket of version 13 only.");
    case Why::kOrigin:
      return http::Problem({ErrorCode::kForbidden, "origin-not-allowed",
                            "The page that asks comes from another address than this server's, "
                            "and its origin is not one of ALLOWED_ORIGINS."});
    case Why::kSubprotocol:
      return http::Problem({ErrorCode::kInvalid,
                            "subprotocol-required",
                            "The client must offer the subprotocol v12.stomp.",
                            {{"Sec-WebSocket-Protocol", "must have v12.stomp in its list"}}});
    case Why::kFull:
      return http::ProblemStatus(refusal.status, "too-many-connections",
                                 "No more connections are taken now; try again.");
    case Why::kMalformed:
      break;
  }
  return http::ProblemStatus(refusal.status, "malformed-request",
                             "The request is not a handshake of a WebSocket (RFC 6455).");
}

}  // namespace

ws::Refusal::Text ExplainRefusal(const ws::Refusal& refusal) {
  const trace::Scope scope(trace::FromHeader(refusal.traceparent));
  const http::LanguageScope language(http::Negotiate(refusal.accept_language));
  auto problem = ProblemOf(refusal);
  return {problem.content_type, std::move(problem.body),
          std::string(http::TagOf(http::CurrentLanguage()))};
}

}  // namespace erp::notification
