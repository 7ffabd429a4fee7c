// The HTTP face of the service: public routes, and the internal ones of the operator listener.
#pragma once

#include "approval-request/app/reconciliation.h"
#include "approval-request/app/use_cases.h"
#include "auth/actor.h"
#include "bus/dead_letters.h"
#include "http/router.h"
#include "observe/metrics.h"

namespace erp::approval_request {

// All must outlive the routers.
struct Api {
  UseCases& app;
  const auth::ActorSource& actors;
  metrics::Registry& registry;
  Reconciliation& reconciliation;
  const bus::DeadLetters& letters;  // of the topic that is consumed
};

//   POST /approvals                       submit
//   GET  /approvals                       newest first; requesterId, finalStatus, limit, cursor
//   GET  /approvals/{id}
//   GET  /approvals/pending               oldest first; approverId, limit, cursor
//   GET  /approvals/pending/{approverId}  the same
//   PUT  /approvals/{id}, DELETE /approvals/{id}, POST /approvals/{id}/submit   by the drafter
//   PUT  /approvals/{id}/approve, /reject
//   POST /approvals/{id}/recall           by the drafter
http::Router PublicRoutes(const Api& api);

//   GET  /internal/open-steps             by id; after, limit, view, minAgeMs
//   GET  /internal/open-steps/{id}        the body of the open step's approval.step-opened
//   GET  /internal/results-lag            results on the bus that are not recorded yet
//   GET, POST /internal/epoch             of approval-processing's store; announces the next one
//   PUT  /internal/epoch/{epoch}          puts it in force
//   GET  /internal/waiting/{employeeId}   what waits for somebody in documents under way
//   POST /internal/notifications/re-emit  what was published in a time, once more: a job
//   GET  /internal/notifications/re-emit/{jobId}   how far it is
//   POST /internal/reconciliation          after MongoDB was restored to an earlier time: a run
//   GET  /internal/reconciliation          the last one of this process
//   GET  /internal/outbox/unreadable       messages of the outbox that could not be read
//   POST /internal/outbox/unreadable/{id}/retry   those of a document, once more
//   POST, GET /internal/approvals, GET /internal/approvals/{id}, PUT …/approve, …/reject
//                                          as the public ones, for a service that acts for somebody
http::Router InternalRoutes(const Api& api);
void AddDocumentRoutesForServices(http::Router& router, const Api& api);
void AddOutboxRoutes(http::Router& router, const Api& api);
void AddReconciliationRoutes(http::Router& router, const Api& api);

}  // namespace erp::approval_request
