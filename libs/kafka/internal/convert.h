// Records to and from librdkafka's own types. Private to this library.
#pragma once

#include "kafka/internal/handles.h"
#include "kafka/record.h"

namespace erp::kafka {

// Copies everything: the message may be destroyed afterwards.
Record ToRecord(const rd_kafka_message_t& message);

HeadersHandle ToHeaders(const Record& record);

}  // namespace erp::kafka
