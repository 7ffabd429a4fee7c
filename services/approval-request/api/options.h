// How this daemon listens: its two HTTP servers, its place in the group of approval-results, and
// what it takes in.
#pragma once

#include "approval-request/app/held_results.h"
#include "approval-request/app/inbox_keeper.h"
#include "approval-request/app/submit_document.h"
#include "approval-request/config.h"
#include "http/server.h"
#include "kafka/consumer.h"

namespace erp::approval_request {

http::ServerOptions PublicServer(const Config& config);
http::ServerOptions OperatorServer(const Config& config);
kafka::ConsumerOptions ResultsConsumer(const Config& config);
SubmitOptions SubmitOptionsOf(const Config& config);
HeldOptions HeldOptionsOf(const Config& config);
InboxKeeperOptions KeeperOptions(const Config& config);

}  // namespace erp::approval_request
