// What is asked of approval-request when an answer of this service may be outdated.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "approval-processing/app/ports.h"

namespace erp::approval_processing {

// Thread-safe. The ports must outlive it.
class OpenStepLookup {
 public:
  OpenStepLookup(TaskStore& store, OpenStepSource& source, std::chrono::milliseconds budget)
      : store_(store), source_(source), budget_(budget) {}

  // Asks for the open step, whose event may be on its way: an approver may act the instant after
  // the submit, or after the decision before that, was acknowledged. A step that is open there is
  // open here afterwards. Where approval-request still shows the step that was decided here, it
  // is asked again, within the same budget. Nothing when it is away and `verdict` stands all the
  // same; throws Unavailable when it is away and `verdict` says too little.
  std::optional<SourceState> Ask(RequestId document, const Verdict& verdict);

 private:
  bool OpenHere(const SourceState& state);

  TaskStore& store_;
  OpenStepSource& source_;
  const std::chrono::milliseconds budget_;
};

// What a command met according to approval-request, of a document that has no open step there
// and of which little is known here any more. Never decides anything.
Verdict Remembered(const SourceState& state,
                   const DecisionCommand& command,
                   const std::string& digest);
Verdict Remembered(const SourceState& state,
                   const RecallCommand& command,
                   const std::string& digest);

// What was kept here counts, unless it says less than what approval-request remembers.
Verdict Better(const Verdict& kept, const Verdict& remembered);

}  // namespace erp::approval_processing
