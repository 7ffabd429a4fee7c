// Use case: approved leave is canceled, by its drafter or by human resources.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "approval-request/app/ports.h"
#include "approval-request/app/shown_documents.h"
#include "approval-request/domain/cancellation.h"
#include "approval-request/domain/rights.h"
#include "common/clock.h"
#include "common/time_zone.h"

namespace erp::approval_request {

// Thread-safe.
class CancelLeave {
 public:
  struct Command {
    RequestId document;
    Viewer viewer;  // with a person
    std::string reason = {};
    std::optional<std::string> idempotency_key = std::nullopt;
    std::optional<std::int64_t> version = std::nullopt;  // If-Match
  };
  struct Canceled {
    Document document;  // as it is afterwards; of a repeat, as it is now
    bool replayed = false;
  };
  // All must outlive the use case. `zone`: the company's.
  struct Needs {
    Documents& documents;
    Roles& roles;
    const EventEncoder& encoder;
    Publisher& publisher;
    const Clock& clock;
    ArbiterStepStates& step_states;
    TimeZone zone;
  };

  explicit CancelLeave(Needs needs);

  // The document shows it at once, also while the ledger does not answer; the ledger gives the
  // leave back exactly once, when it does. Refuses what CancellationOf (domain/cancellation.h)
  // refuses, 404 document-not-found also where it is not there for the viewer, 412
  // version-mismatch, 422 idempotency-key-reused. An approval that views show before this service
  // has recorded it is waited for, half a second at most; then Unavailable. Employee is asked for
  // human resources where the viewer is trusted (domain/rights.h), and Unavailable is thrown while
  // it does not say.
  Result<Canceled> Run(const Command& command);

 private:
  // Nothing for a document that is not there for the viewer.
  std::optional<Document> Recorded(RequestId id, const Viewer& viewer);
  bool IsHumanResources(const Viewer& viewer, const Document& document);
  Result<std::optional<Documents::Change>> Decide(const Document& document,
                                                  const Command& command,
                                                  bool human_resources,
                                                  Canceled& canceled);

  Needs needs_;
  ShownDocuments shown_;
};

}  // namespace erp::approval_request
