// A consumer that is wrong on purpose.
//   consumer.commit-first  a record is acknowledged when it arrives and handled a moment later:
//   what a
//                          crash finds unhandled is lost
#pragma once

#include "kafka/consumer.h"

namespace erp::faults {

// The handler as it is, unless the fault is switched on. With the fault, one thread for each
// handler that this answers handles the records in their order; it ends with the handler, and what
// has not been handled by then is lost.
kafka::RecordHandler AcknowledgeEarly(kafka::RecordHandler handler);

}  // namespace erp::faults
