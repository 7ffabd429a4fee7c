#include "deadletters/routes.h"
#include "http/reply.h"
#include "notification/api/json.h"
#include "notification/api/routes.h"
#include "notification/api/session_routes.h"

namespace erp::notification {

namespace {

http::Response FindMissing(Inbox& inbox, const http::Call& call) {
  const auto published = ParsePublished(call.body());
  if (!published) return http::Problem(published.error());
  return http::Json(PrintMissing(inbox.FindMissing(*published)));
}

}  // namespace

http::Router InternalRoutes(const Api& api) {
  http::Router router(api.actors);
  router.Add({.method = "POST",
              .pattern = "/internal/notifications/missing",
              .access = auth::Access::Service({auth::kApprovalRequest}),
              .body = http::Body::kJson,
              .routine = true},
             http::On(api.inbox, FindMissing));
  AddSessionRoutes(router, api.gateway);
  deadletters::AddRoutes(router, api.letters);
  return router;
}

}  // namespace erp::notification
