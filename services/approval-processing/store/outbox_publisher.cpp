#include "approval-processing/store/outbox_publisher.h"

#include "approval-processing/store/redis_outbox.h"

namespace erp::approval_processing {

bool OutboxPublisher::Publish(const ResultMessage& message, Deadline deadline) {
  return relay_.Submit({ToEntry(message)}).Wait(deadline);
}

}  // namespace erp::approval_processing
