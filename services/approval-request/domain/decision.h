// Recording a decision that approval-processing has arbitrated: what it must match, and the
// change of the document that it makes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "approval-request/domain/audit.h"
#include "approval-request/domain/document.h"
#include "approval-request/domain/events.h"
#include "common/result.h"

namespace erp::approval_request {

// approval.step-decided
struct Decision {
  RequestId request;
  int round = 0;
  int step = 0;
  int attempt = 0;
  std::int64_t n = 0;
  std::string id;
  EmployeeId approver;
  bool approved = false;
  std::string comment;  // may be empty
  std::string content_hash;
  Instant decided_at{};
};

// Where a result stands in the sequence of its document.
enum class Place {
  kNext,       // apply it
  kDuplicate,  // it is applied already
  kAhead,      // results before it are missing: later
  kTaken,      // its number was applied with another decision: never
};
Place PlaceOf(const Document& document, const Decision& decision);

// A change of one document from one version to the next; everything that is stored in the one
// atomic write.
struct Transition {
  RequestId document;
  std::int64_t from_version = 0;

  std::int64_t version = 0;
  std::int64_t applied = 0;
  std::int64_t order = 0;
  DocumentState state = DocumentState::kInProgress;
  int open_step = 0;
  std::optional<EmployeeId> open_approver = std::nullopt;
  int round = 1;
  std::optional<Instant> round_ended_at = std::nullopt;
  std::vector<Step> steps = {};  // the steps of the round that change, as they are afterwards
  Instant at{};
  AuditEntry audit = {};
  std::vector<Event> events = {};
  std::optional<LeaveRefusal> refusal = std::nullopt;  // of the round
  std::vector<std::string> settled = {};  // ids of outbox entries that this change makes done
};

// The change that the decision makes; it must be the next one. Refuses what does not match the
// open step: closed documents, another round, step, attempt, approver or content.
Result<Transition> ApplyDecision(const Document& document, const Decision& decision, Instant now);

// The document after the change.
Document After(Document document, const Transition& transition);

}  // namespace erp::approval_request
