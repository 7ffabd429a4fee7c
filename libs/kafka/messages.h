// The one place where records become messages, and messages records.
#pragma once

#include "bus/message.h"
#include "kafka/record.h"

namespace erp::kafka {

// CloudEvents 1.0, Kafka protocol binding, binary mode: the envelope is the headers. Headers that
// no envelope has are not in the message.
bus::Message MessageOf(const Record& record);
Record RecordOf(const bus::Message& message);

}  // namespace erp::kafka
