// What follows from the configuration for the use cases and for the consumer of approval-results.
#pragma once

#include "approval-request/app/held_results.h"
#include "approval-request/app/inbox_reconciler.h"
#include "approval-request/app/submit_document.h"
#include "approval-request/config.h"
#include "kafka/consumer.h"

namespace erp::approval_request {

kafka::ConsumerOptions ResultsConsumer(const Config& config);
SubmitOptions SubmitOptionsOf(const Config& config);
HeldOptions HeldOptionsOf(const Config& config);
InboxReconcilerOptions InboxReconcilerOptionsOf(const Config& config);

}  // namespace erp::approval_request
