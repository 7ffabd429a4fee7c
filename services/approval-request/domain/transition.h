// A change of one document from one version to the next: everything that is stored in the one
// atomic write. Its maker says what changes; After() and the store carry it out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
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
  std::optional<LeaveRefusal> refusal = std::nullopt;            // of the round
  std::optional<LeaveCancellation> cancellation = std::nullopt;  // of the round's leave
  std::optional<RefusedResult> refused_result = std::nullopt;
  std::vector<std::string> released = {};            // ids of held results that this change records
  std::optional<Content> superseded = std::nullopt;  // what the last round was about
  std::optional<Content> content = std::nullopt;     // what the document is about from now on
  std::optional<std::vector<PersonSnapshot>> next_line = std::nullopt;
  std::optional<Round> next_round = std::nullopt;  // begins; `round` is its number
  std::vector<EmployeeId> participants = {};       // of the document before (rights.h)
  std::optional<Instant> deleted_at = std::nullopt;
  std::optional<DraftChange> draft_change = std::nullopt;
  // Only once no message for the ledger waits: the leave of the last round is given back.
  bool leave_given_back = false;
  Instant at{};
  AuditEntry audit;
  std::vector<Event> events;
  std::vector<std::string> settled = {};  // ids of outbox entries that this change makes done
};

// The change that leaves everything as it is but the version; its audit entry and its events
// are still missing.
Transition NoChange(const Document& document, Instant now);

// The reason of an audit entry whose change opened a vacant step.
inline constexpr const char* kVacant = "vacant";

// Who decides a step that is about to open.
struct StepAssignment {
  std::optional<PersonSnapshot> stand_in = std::nullopt;  // instead of the approver, who has left
  bool vacant = false;  // the approver has left and nobody stands in
};

// Makes `step`, as it is afterwards, the open one of the round.
void Open(Step step, Transition& change);
// The same with the person who decides it instead of its approver, and its events: the last to be
// called, since the events show the document as it is after the change.
void OpenAndPublish(const Document& document,
                    Step step,
                    const StepAssignment& assignment,
                    Transition& change);

// The document after the change.
Document After(Document document, const Transition& change);

}  // namespace erp::approval_request
