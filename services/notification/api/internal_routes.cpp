#include "http/reply.h"
#include "notification/api/json.h"
#include "notification/api/routes.h"

namespace erp::notification {

namespace {

http::Response FindMissing(Inbox& inbox, const http::Call& call) {
  const auto told = ParseTold(call.body());
  if (!told) return http::Problem(told.error());
  return http::Json(PrintMissing(inbox.FindMissing(*told)));
}

}  // namespace

http::Router InternalRoutes(Inbox& inbox, const auth::ActorSource& actors) {
  http::Router router(actors);
  router.Add({.method = "POST",
              .pattern = "/internal/notifications/missing",
              .access = auth::Access::Service(),
              .body = http::Body::kJson,
              .routine = true},
             http::On(inbox, FindMissing));
  return router;
}

}  // namespace erp::notification
