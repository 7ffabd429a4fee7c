// Use case: somebody drafts a document and submits it.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "approval-request/app/forms.h"
#include "approval-request/app/ports.h"
#include "approval-request/app/settle_leave.h"
#include "common/clock.h"

namespace erp::approval_request {

struct SubmitOptions {
  // How long a client waits for the ledger before it is answered that its document is submitting.
  std::chrono::milliseconds leave_budget{500};
  std::size_t backlog_limit = 20000;  // messages
};

// Thread-safe.
class SubmitDocument {
 public:
  struct Submitted {
    // In progress, or submitting while the ledger has not answered. When its first round carries
    // a refusal the document was stored, and refused.
    Document document;
    bool replayed = false;  // the key was used before; this is what came of it
  };
  // All must outlive the use case.
  struct Needs {
    Documents& documents;
    RequestIds& ids;
    PeopleDirectory& people;
    const Forms& forms;
    const EventEncoder& encoder;
    Publisher& publisher;
    const Clock& clock;
    LeaveClient& leave;
    AttendanceClient& attendance;
    SettleLeave& settle;
  };

  explicit SubmitDocument(const Needs& needs, SubmitOptions options = {});

  // More waits to be published than this service may pile up: nothing new is taken. Does
  // not block.
  [[nodiscard]] bool OutboxFull() const;

  // Refuses a draft that breaks a rule, people who cannot take part, and a key that was used
  // with another draft. Nothing is stored unless it returns a document, except that after
  // Unavailable it is unknown: a repeat with the same key finds out.
  Result<Submitted> Run(Draft draft, const std::optional<std::string>& idempotency_key);

  // The draft, with its dates of leave counted where it has some, and the day that it corrects
  // checked. Blocks on employee then.
  Result<Draft> Counted(Draft draft);

  // The document whose submit was just stored, once the ledger has answered or the budget is
  // spent. It must await the ledger.
  Document Reserve(Document stored);

 private:
  // What the key stands for, if it was used.
  std::optional<Result<Submitted>> Earlier(const Draft& draft, const std::optional<SubmitKey>& key);
  Result<Submitted> Store(const Draft& draft,
                          const People& people,
                          const std::optional<SubmitKey>& key);
  Documents::Inserted Insert(const Submission& submission,
                             const std::vector<Message>& messages,
                             const std::optional<SubmitKey>& key);

  const Needs needs_;
  const SubmitOptions options_;
};

}  // namespace erp::approval_request
