// The routes of the operator port by which an operator looks after what waits for a decision of
// theirs (proto/http/approval-processing.yaml).
#pragma once

#include "approval-processing/app/ports.h"
#include "http/router.h"
#include "observe/health.h"

namespace erp::approval_processing {

// What those routes use; all of it must outlive the server.
struct Operations {
  UnreadableEntries& unreadable;
};

void AddOperations(http::Router& router, const Operations& operations);

// Names in /readyz what waits for an operator.
void WatchOperations(health::Health& health, const Operations& operations);

}  // namespace erp::approval_processing
