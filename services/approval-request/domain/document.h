// The approval document as a value: what was submitted, its rounds of approval and where it
// stands. Nothing here changes one; submit.h and result.h say what a change consists of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "approval-request/domain/canonical_text.h"
#include "approval-request/domain/held.h"
#include "approval-request/domain/words.h"
#include "common/clock.h"
#include "common/document_texts.h"
#include "common/form_id.h"
#include "common/id.h"

namespace erp::approval_request {

// Somebody as of the moment of the submit; later changes of the organisation never rewrite it.
struct PersonSnapshot {
  EmployeeId id;
  std::string name;
  std::string position;
  std::string department;
  friend bool operator==(const PersonSnapshot&, const PersonSnapshot&) = default;
};

// Somebody else took a step over from its approver.
struct Handover {
  PersonSnapshot from;
  std::string because;       // "left": the approver has left the company
  std::int64_t version = 0;  // of the document that this change made
  Instant at{};
  int attempt = 0;        // the last one that was for `from`; 0: it was never open for them
  std::string move = {};  // id of the arbiter's result; empty when the step was not open
  friend bool operator==(const Handover&, const Handover&) = default;
};

struct Step {
  int number = 0;  // 1..n, its place in the order
  PersonSnapshot approver;
  StepStatus status = StepStatus::kPending;
  int attempt = 1;
  std::optional<Instant> opened_at = std::nullopt;   // when it became the approver's turn
  std::optional<Instant> decided_at = std::nullopt;  // or when the end of the round closed it
  std::string decision_id = {};                      // empty until decided
  std::int64_t result = 0;                           // n of the result that decided it
  std::string comment = {};                          // of the decision; may stay empty
  std::vector<Handover> handovers = {};              // oldest first; the last made `approver` it
  bool vacant = false;  // open, the approver has left and nobody stands in
  friend bool operator==(const Step&, const Step&) = default;
};

// The drafter took the document back, which ended the round.
struct RecallMark {
  std::string id;
  std::int64_t result = 0;  // n
  Instant at{};             // by the arbiter's clock
  std::string comment = {};
  friend bool operator==(const RecallMark&, const RecallMark&) = default;
};

// Why the ledger gave no leave, as of that moment.
struct LeaveRefusal {
  std::string code;            // "leave-insufficient", ...
  std::int64_t available = 0;  // minutes
  std::int64_t pending = 0;    // minutes that other documents have reserved
  bool notified = false;       // by a notification, nobody having waited for the answer
  std::string date = {};       // the first one that was not free or not covered
  friend bool operator==(const LeaveRefusal&, const LeaveRefusal&) = default;
};

// Approved leave was canceled, all of it or the dates that were to come.
struct LeaveCancellation {
  EmployeeId by;  // 0: nobody, since the drafter has left
  std::string reason = {};
  std::string first_date = {};  // of those that are given back; empty: all
  std::int64_t minutes = 0;     // as they were counted at the submit
  bool whole = false;           // all of it: the document is canceled
  Instant at{};
  friend bool operator==(const LeaveCancellation&, const LeaveCancellation&) = default;
};

// What a round is about, and by whom.
struct Content {
  DocumentTexts texts;
  int form_version = 1;
  std::int64_t leave_minutes = 0;
  std::string leave_dates = {};  // as Document::leave_dates
  std::string attendance = {};   // as Document::attendance
  std::string hash;              // ContentHash of these
  PersonSnapshot requester;
  friend bool operator==(const Content&, const Content&) = default;
};

// One walk through a line; rounds are only ever appended.
struct Round {
  int number = 1;
  Instant submitted_at{};
  std::optional<Instant> ended_at = std::nullopt;
  std::optional<RecallMark> recall = std::nullopt;
  std::vector<Step> steps;                                       // by number
  std::optional<LeaveRefusal> refusal = std::nullopt;            // it never began
  std::optional<LeaveCancellation> cancellation = std::nullopt;  // of the leave that it approved
  // What it was about, kept once the document has been changed since: absent, it is what the
  // document is about.
  std::optional<Content> content = std::nullopt;
  friend bool operator==(const Round&, const Round&) = default;
};

// A result that could never be applied. The document knows the last ones, so that a repeat is a
// duplicate; the audit trail has them all.
struct RefusedResult {
  std::string id;
  std::int64_t result = 0;  // n
  std::string reason;       // "step-not-open", ...
  Instant at{};
  friend bool operator==(const RefusedResult&, const RefusedResult&) = default;
};
inline constexpr std::size_t kRefusedKept = 32;

// A change by the drafter, or a cancellation of leave, that was asked for with an Idempotency-Key;
// a repeat is answered by it.
struct DraftChange {
  std::string key;      // of the verb and the client's key
  std::string content;  // equal for the same request
  int round = 1;        // that it was about, or began
  friend bool operator==(const DraftChange&, const DraftChange&) = default;
};
inline constexpr std::size_t kChangesKept = 32;

struct Document {
  RequestId id;
  std::int64_t version = 0;  // counts its changes; the audit entry of a change has this number
  std::int64_t applied = 0;  // n of the last result that was recorded
  std::int64_t order = 0;    // number of the last event to approval-requests
  PersonSnapshot requester;
  std::string form{kGeneralForm};  // its id; never changes
  int form_version = 1;            // by which the fields were checked
  DocumentTexts texts;
  std::int64_t leave_minutes = 0;  // the effect of its form; 0 for documents without leave
  // The minutes by date, counted when it was submitted: "2026-12-01:0-480;2026-12-02:240-480",
  // parts of the workday; empty where the document says an amount only.
  std::string leave_dates = {};
  // The day at work that it corrects, the effect of its form: canonical JSON of those fields that
  // say so; empty for documents that correct none.
  std::string attendance = {};
  std::string content_hash;
  DocumentState state = DocumentState::kDraft;
  int open_step = 0;  // number of the step whose turn it is, 0 when none
  std::vector<Round> rounds;
  std::vector<RefusedResult> refused = {};      // oldest first, at most kRefusedKept
  std::vector<HeldResult> held = {};            // results that wait for result `applied` + 1
  std::vector<DraftChange> draft_changes = {};  // oldest first, at most kMovesKept
  std::vector<PersonSnapshot> next_line = {};   // of the next submit, once edited
  std::optional<Instant> deleted_at = std::nullopt;
  Instant created_at{};
  Instant updated_at{};
  std::string audit_head;  // hash of the last audit entry
  friend bool operator==(const Document&, const Document&) = default;
};

// What the document is about now, and that it is about something else.
Content PresentContent(const Document& document);
void Become(Content content, Document& document);

// The running or last round; a document has one from its first submit on.
const Round& PresentRound(const Document& document);

// The step whose turn it is, or nothing.
const Step* OpenStep(const Document& document);

// The number of the open step; after the end, of the step that was decided last.
int CurrentStep(const Document& document);

// The line of the present round, in its order.
std::vector<EmployeeId> ApproversOf(const Document& document);

// True while the drafter may take the document back: nobody has decided in this round.
bool Recallable(const Document& document);

// True when a step or a round carries this decision, move or recall.
bool Shows(const Document& document, const std::string& result_id);

// True when this result is recorded: shown, or refused lately.
bool HasResult(const Document& document, const std::string& result_id);

// The fields of a document that was stored before documents had any: the leave that it takes.
std::string FieldsOfLeave(std::int64_t leave_minutes);

// The fields say something beside the leave: only then they are hashed, so that what was written
// without them, by earlier releases or by clients that do not know them, is the same as ever.
bool FieldsSayMore(const std::string& fields, std::int64_t leave_minutes);

// Adds the texts to what is hashed and, once those that every document has stand there, the leave.
// What is not required counts when it says something.
void AddTexts(const DocumentTexts& texts,
              const std::optional<std::int64_t>& leave_minutes,
              CanonicalText& text);

// SHA-256 over what a decision binds to, in a text in which no two contents look the same.
std::string ContentHash(const std::string& form, const Content& content);

}  // namespace erp::approval_request
