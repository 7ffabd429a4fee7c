// HTTP in: one's own notifications.
#pragma once

#include "auth/actor.h"
#include "http/router.h"
#include "notification/app/inbox_service.h"
#include "notification/app/operator_messages.h"

namespace erp::notification {

// Both must outlive the router's server.
//   GET /notifications/health
//   GET /notifications/recent/{userId}    newest first
//   GET /notifications?after=             in order
//   GET /notifications/unread-count
//   PUT /notifications/read               {"upTo"}
http::Router PublicRoutes(InboxService& service,
                          OperatorMessages& messages,
                          const auth::ActorSource& actors);

// For the operator port; `inbox` must outlive the router's server.
//   POST /internal/notifications/missing  which of these notifications the inboxes have not got
http::Router InternalRoutes(Inbox& inbox, const auth::ActorSource& actors);

}  // namespace erp::notification
