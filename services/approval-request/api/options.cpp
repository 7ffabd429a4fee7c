#include "approval-request/api/options.h"

namespace erp::approval_request {

HeldOptions HeldOptionsOf(const Config& config) { return {.timeout = config.held_result_timeout}; }

SubmitOptions SubmitOptionsOf(const Config& config) {
  return {.backlog_limit = static_cast<std::size_t>(config.outbox_limit)};
}

InboxReconcilerOptions InboxReconcilerOptionsOf(const Config& config) {
  return {.period = config.reconcile_period, .least_age = config.reconcile_age};
}

}  // namespace erp::approval_request
