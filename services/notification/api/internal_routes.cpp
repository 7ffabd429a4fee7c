#include "http/reply.h"
#include "notification/api/json.h"
#include "notification/api/routes.h"

namespace erp::notification {

http::Router InternalRoutes(Inbox& inbox) {
  http::Router router;
  router.Add("POST", "/internal/notifications/missing", [&inbox](const http::Request& request) {
    if (auto known = http::OnlyQuery(request, {}); !known) return http::Problem(known.error());
    const auto told = ParseTold(request.body);
    if (!told) return http::Problem(told.error());
    return http::Json(PrintMissing(inbox.FindMissing(*told)));
  });
  return router;
}

}  // namespace erp::notification
