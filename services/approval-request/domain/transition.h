// A change of one document from one version to the next: everything that is stored in the one
// atomic write. Whoever makes one says what changes; After() and the store carry it out.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "approval-request/domain/audit.h"
#include "approval-request/domain/document.h"
#include "approval-request/domain/events.h"

namespace erp::approval_request {

struct Transition {
  RequestId document;
  std::int64_t from_version = 0;

  std::int64_t version = 0;
  std::int64_t applied = 0;
  std::int64_t order = 0;
  DocumentState state = DocumentState::kInProgress;
  int open_step = 0;
  std::optional<Step> opened = std::nullopt;  // the step that is open afterwards
  int round = 1;
  std::optional<Instant> round_ended_at = std::nullopt;
  std::optional<RecallMark> recall = std::nullopt;
  std::vector<Step> steps;  // the steps of the round that change, as they are afterwards
  std::optional<RefusedResult> refused_result = std::nullopt;
  Instant at{};
  AuditEntry audit;
  std::vector<Event> events;
};

// The change that leaves everything as it is but the version; its audit entry and its events
// are still missing.
Transition NoChange(const Document& document, Instant now);

// Makes `step`, as it is afterwards, the open one of the round.
void Open(Step step, Transition& change);

// The document after the change.
Document After(Document document, const Transition& change);

}  // namespace erp::approval_request
