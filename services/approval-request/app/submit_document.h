// Use case: somebody drafts a document and submits it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "approval-request/app/ports.h"
#include "common/clock.h"

namespace erp::approval_request {

// Thread-safe.
class SubmitDocument {
 public:
  struct Submitted {
    Document document;
    bool replayed = false;  // the key was used before; this is what came of it
  };

  SubmitDocument(Documents& documents,
                 RequestIds& ids,
                 PeopleDirectory& people,
                 const EventEncoder& encoder,
                 Publisher& publisher,
                 const Clock& clock);

  // Refuses a draft that breaks a rule, people who cannot take part, and a key that was used
  // with another draft. Nothing is stored unless it returns a document, except that after
  // Unavailable it is unknown: a repeat with the same key finds out.
  Result<Submitted> Run(const Draft& draft, const std::optional<std::string>& idempotency_key);

 private:
  // What the key stands for, if it was used.
  std::optional<Result<Submitted>> Earlier(const Draft& draft, const std::optional<SubmitKey>& key);
  Result<Submitted> Store(const Draft& draft,
                          const People& people,
                          const std::optional<SubmitKey>& key);
  Documents::Inserted Insert(const Submission& submission,
                             const std::vector<Message>& messages,
                             const std::optional<SubmitKey>& key);

  Documents& documents_;
  RequestIds& ids_;
  PeopleDirectory& people_;
  const EventEncoder& encoder_;
  Publisher& publisher_;
  const Clock& clock_;
};

}  // namespace erp::approval_request
