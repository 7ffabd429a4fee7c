// Use case: what the ledger answered to a document's operation on it becomes part of the document.
#pragma once

#include <optional>

#include "approval-request/app/ports.h"
#include "approval-request/app/stand_ins.h"
#include "approval-request/domain/reservation.h"
#include "common/clock.h"

namespace erp::approval_request {

// Thread-safe. The request that submitted and the sweep of the outbox may both come with the
// answer: the first settles, the other finds it settled.
class SettleLeave {
 public:
  SettleLeave(Documents& documents,
              const EventEncoder& encoder,
              Publisher& publisher,
              StandIns& stand_ins,
              const Clock& clock);

  // The answer to a RESERVE opens the first step or makes the document a draft again; the others
  // change nothing here. Nothing happens to a document that no longer waits, or is unknown.
  // Throws Unavailable: then it is unknown whether it is settled.
  void Run(const LeaveOperation& operation, const LeaveAnswer& answer);

  // The same for the document that this request has just inserted, while its client waits: one
  // write, no read. The document as it is then, whichever answer settled it.
  Document RunFor(const Document& inserted, const LeaveAnswer& answer);

 private:
  Documents::Change ChangeOf(const Document& document, const LeaveAnswer& answer, Reply reply);
  std::optional<Document> Settle(RequestId document,
                                 int round,
                                 const LeaveAnswer& answer,
                                 Reply reply);

  Documents& documents_;
  const EventEncoder& encoder_;
  Publisher& publisher_;
  StandIns& stand_ins_;
  const Clock& clock_;
};

}  // namespace erp::approval_request
