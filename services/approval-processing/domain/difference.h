// What approval-request and this service each know of one document, and what to do when they
// disagree. Plain values and one pure rule.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "approval-processing/domain/decision.h"
#include "approval-processing/domain/task.h"

namespace erp::approval_processing {

// A step that is open at approval-request, as far as a reconciliation needs it.
struct OpenKey {
  RequestId document;
  StepKey key;
  std::int64_t order = 0;
  Instant opened_at{};
  std::int64_t result_base = 0;  // number of the last result that the document has applied
  bool result_missing = false;   // later ones wait for the one after it
};

// A document that is known here and not closed.
struct LiveTask {
  enum class State { kOpen, kDecided, kMissing };  // kMissing: listed, but nothing is kept of it
  // Why nothing about it is decided although it is open.
  enum class Aside { kNo, kForResult, kForSource };

  RequestId document;
  State state = State::kMissing;
  StepKey key;
  std::int64_t order = 0;
  Instant changed_at{};
  std::int64_t sequence = 0;  // of the last result that was made here
  Aside aside = Aside::kNo;
};

// Whatever is kept of a document here, also after its end: for an operator's reconciliation with a
// MongoDB that was taken back to an earlier time.
struct KnownDocument {
  RequestId document;
  std::string state = {};  // as stored: open, decided, recalled, moved, closed
  std::int64_t round = 0;
  std::int64_t ended = 0;  // the last round that has ended
  std::int64_t order = 0;
  std::int64_t sequence = 0;
  std::optional<EmployeeId> requester = {};
  std::string title = {};  // empty after the end of a round
};

// The answer of approval-request to the lookup what is open at a document.
struct SourceState {
  enum class Kind { kOpen, kNotOpen, kUnknown };

  Kind kind = Kind::kUnknown;
  bool begun = true;                       // false: its present round has yet to begin, kNotOpen
  bool draft = false;                      // kNotOpen: it is not submitted at present
  std::optional<OpenedStep> opened = {};   // kOpen
  std::optional<ClosedRound> closed = {};  // kNotOpen, when a round has ended
  std::optional<Recall> recall = {};       // kNotOpen, when it ended by a recall
  std::vector<Decision> decisions = {};    // kNotOpen: sequence is 0 where it is unknown
  std::vector<EmployeeId> approvers = {};  // kNotOpen: the line of the present or last round
};

enum class Difference {
  kNone,
  kNotOpenHere,  // open there, unknown or older here: open it
  kNotApplied,   // a result was made here that is not applied there: publish it again
  kNotOpenThere  // live here, not open there: ask
};

// Either may be null, not both. What is known here may be newer: then there is no difference.
Difference Compare(const OpenKey* there, const LiveTask* here);

}  // namespace erp::approval_processing
