// The routes of the operator port for what an operator must look at, and for approval-request's
// results that wait for an earlier one (proto/http/internal/approval-processing.yaml).
#pragma once

#include "approval-processing/app/ports.h"
#include "approval-processing/app/reconciler.h"
#include "bus/dead_letters.h"
#include "http/router.h"
#include "observe/health.h"

namespace erp::approval_processing {

// What those routes use; all of it must outlive the server.
struct Operations {
  UnreadableEntries& unreadable;
  LiveTasks& live;
  Epoch& epoch;
  Reconciler& reconciler;
  const bus::DeadLetters& letters;
};

void AddOperations(http::Router& router, const Operations& operations);

// Names in /readyz what waits for an operator.
void WatchOperations(health::Health& health, const Operations& operations);

}  // namespace erp::approval_processing
