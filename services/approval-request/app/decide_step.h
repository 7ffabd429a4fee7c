// Use case: somebody decides from the document's page. The decision itself is made by
// approval-processing; this waits a little until the document shows it.
#pragma once

#include <chrono>
#include <optional>

#include "approval-request/app/decision_watch.h"
#include "approval-request/app/ports.h"

namespace erp::approval_request {

// Thread-safe.
class DecideStep {
 public:
  struct Outcome {
    DecisionReceipt receipt;
    bool shown = false;  // the document shows the decision already
  };

  DecideStep(Documents& documents,
             DecisionDesk& desk,
             DecisionWatch& watch,
             std::chrono::milliseconds patience = std::chrono::seconds(1));

  // `expected_version` is what the client saw (If-Match), if it said so. Blocks on the arbiter,
  // then at most `patience`; not at all when the watch is full.
  Result<Outcome> Run(const DecisionOrder& order, std::optional<std::int64_t> expected_version);

 private:
  Result<void> CheckVersion(RequestId request, std::int64_t expected);
  bool WaitUntilShown(DecisionWatch::Ticket& ticket,
                      RequestId request,
                      const DecisionReceipt& receipt);
  bool Shows(RequestId request, const std::string& decision_id);

  Documents& documents_;
  DecisionDesk& desk_;
  DecisionWatch& watch_;
  const std::chrono::milliseconds patience_;
};

}  // namespace erp::approval_request
