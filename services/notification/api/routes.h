// HTTP in: one's own notifications, an operator's messages, what other services ask.
#pragma once

#include <cstddef>

#include "auth/actor.h"
#include "bus/dead_letters.h"
#include "http/router.h"
#include "notification/api/stomp_gateway.h"
#include "notification/app/use_cases.h"

namespace erp::notification {

// What the handlers use; all of it must outlive the servers.
struct Api {
  UseCases& app;
  Inbox& inbox;
  const auth::ActorSource& actors;
  StompGateway& gateway;
  const bus::DeadLetters& letters;
};

//   GET  /notifications/health
//   GET  /notifications/recent/{userId}    newest first
//   GET  /notifications?after=             in order
//   GET  /notifications/unread-count
//   PUT  /notifications/read               {"upTo"}
//   POST /notifications/send, /send/{userId}   an operator's message
http::Router PublicRoutes(const Api& api);

// For the operator port.
//   POST /internal/notifications/missing  which of these notifications the inboxes have not got
//   POST /internal/sessions/reconnect     every open session is asked to come back (1012)
//   and the dead letters of the topic that is consumed (deadletters/routes.h)
http::Router InternalRoutes(const Api& api);
inline constexpr std::size_t kInternalThreads = 8;

}  // namespace erp::notification
