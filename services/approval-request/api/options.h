// What follows from the configuration for the use cases.
#pragma once

#include "approval-request/app/held_results.h"
#include "approval-request/app/inbox_reconciler.h"
#include "approval-request/app/submit_document.h"
#include "approval-request/config.h"

namespace erp::approval_request {

SubmitOptions SubmitOptionsOf(const Config& config);
HeldOptions HeldOptionsOf(const Config& config);
InboxReconcilerOptions InboxReconcilerOptionsOf(const Config& config);

}  // namespace erp::approval_request
