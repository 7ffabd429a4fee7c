// Events of approval-request: decoding, and which use case each one is.
#pragma once

#include <string>

#include "approval-processing/app/tasks.h"
#include "approval-processing/domain/task.h"
#include "bus/message.h"
#include "common/result.h"
#include "observe/metrics.h"

namespace erp::approval_processing {

// The bodies of approval.step-opened and approval.closed (proto/events). Members that are not
// known are ignored; anything else that does not fit is refused with every mistake named.
Result<OpenedStep> DecodeStepOpened(const std::string& body);
Result<ClosedRound> DecodeClosed(const std::string& body);

// Handles a message of approval-requests. Refuses (dead letter) one without key, body or
// type, with another key than its requestId, and what the decoders or rules refuse; ignores
// types that are not known here. `tasks` must outlive the handler.
bus::Handler OnRequestEvent(Tasks& tasks, metrics::Registry& registry);

}  // namespace erp::approval_processing
