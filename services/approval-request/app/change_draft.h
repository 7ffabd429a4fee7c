// Use cases: the drafter changes a document that nobody decides on now, submits it again, or
// deletes a draft.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "approval-request/app/ports.h"
#include "approval-request/app/shown_documents.h"
#include "approval-request/app/submit_document.h"
#include "approval-request/domain/draft.h"
#include "approval-request/domain/rights.h"
#include "common/clock.h"
#include "common/retry.h"

namespace erp::approval_request {

// Thread-safe.
class ChangeDraft {
 public:
  // Who wants it, and on which condition.
  struct Command {
    RequestId document;
    Viewer viewer;
    std::optional<std::string> idempotency_key = std::nullopt;
    std::optional<std::int64_t> version = std::nullopt;  // If-Match
  };
  struct Changed {
    Document document;  // as it is afterwards; of a repeat, as it is now
    int round = 1;      // of a submit: the round that it began
    bool replayed = false;
  };
  // All must outlive the use case.
  struct Needs {
    Documents& documents;
    PeopleDirectory& people;
    const Forms& forms;
    const EventEncoder& encoder;
    Publisher& publisher;
    const Clock& clock;
    SubmitDocument& submit;
    ArbiterStepStates& step_states;
  };

  explicit ChangeDraft(const Needs& needs)
      : needs_(needs), shown_(needs.documents, needs.step_states) {}

  // Refusals of all: 404 document-not-found also where it is not there for the viewer
  // (domain/rights.h), 403 not-the-drafter, 409 document-not-draft (its
  // state does not allow it), 412 version-mismatch, 422 idempotency-key-reused. Nothing is stored
  // unless they return a document, except that after Unavailable it is unknown: a repeat with the
  // same key finds out. What views show as recalled or returned before this service has recorded it
  // is waited for, half a second at most; then Unavailable.

  // 400 like a submit's for what the document would be then; 409 too-many-changes.
  // `allowed` may refuse what else the client said of the document that is changed.
  using Check = std::function<Result<void>(const Document& document)>;
  Result<Changed> Edit(const Command& command, const DraftEdit& edit, const Check& allowed = {});
  // A new round. Blocks like SubmitDocument::Run; Unavailable while the leave of the round before
  // is still being given back.
  Result<Changed> Submit(const Command& command);
  // 409 document-kept for a document that was under way once.
  Result<Changed> Delete(const Command& command);

 private:
  // Makes the change of a document that the checks have passed, or refuses it.
  using Change = std::function<Result<Transition>(const Document& document)>;

  Result<Changed> Run(const Command& command,
                      Verb verb,
                      const std::string& content,
                      const Change& change);
  std::optional<Document> Find(const Command& command, Deadline deadline, Backoff& backoff);
  // As its form reads it, with no mistake of any kind.
  Result<Draft> Checked(Draft draft);
  Result<Transition> Resubmission(const Document& document);

  const Needs needs_;
  ShownDocuments shown_;
};

}  // namespace erp::approval_request
