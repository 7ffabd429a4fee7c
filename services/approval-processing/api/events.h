// Events of approval-request: decoding, and which use case each one is.
#pragma once

#include <string>

#include "approval-processing/app/tasks.h"
#include "approval-processing/config.h"
#include "approval-processing/domain/task.h"
#include "common/result.h"
#include "kafka/consumer.h"
#include "observe/metrics.h"

namespace erp::approval_processing {

// The bodies of approval.step-opened and approval.closed (proto/events). Members that are not
// known are ignored; anything else that does not fit is refused with every mistake named.
Result<OpenedStep> DecodeStepOpened(const std::string& body);
Result<ClosedRound> DecodeClosed(const std::string& body);

std::string RequestEventTopic(const Config& config);
// Of the consumer of approval-requests.
kafka::ConsumerOptions RequestEventOptions(const Config& config);

// Handles a record of approval-requests. Refuses (dead letter) a record without key, value or
// type, with another key than its requestId, and what the decoders or rules refuse; ignores
// types that are not known here. `tasks` must outlive the handler.
kafka::RecordHandler OnRequestEvent(Tasks& tasks, metrics::Registry& registry);

}  // namespace erp::approval_processing
