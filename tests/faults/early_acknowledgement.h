// A consumer that is wrong on purpose.
//   consumer.commit-first  a message is acknowledged when it arrives and handled a moment later:
//                          what a crash finds unhandled is lost
#pragma once

#include "bus/message.h"

namespace erp::faults {

// The handler as it is, unless the fault is switched on. With the fault, one thread for each
// handler that this answers handles the messages in their order; it ends with the handler, and what
// has not been handled by then is lost.
bus::Handler AcknowledgeEarly(bus::Handler handler);

}  // namespace erp::faults
