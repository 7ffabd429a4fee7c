// What approval-processing knows of a document: the step that is open and who may decide it.
// Plain values; who fills them has checked shapes, CheckOpenedStep checks the rules.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/document_texts.h"
#include "common/id.h"
#include "common/result.h"

namespace erp::approval_processing {

// A step as the line showed it when the open one was opened.
struct LineStep {
  int step = 0;
  EmployeeId approver;
  std::string status;  // pending approved rejected returned skipped canceled

  friend bool operator==(const LineStep&, const LineStep&) = default;
};

// One try at one step: a step that is sent back and opens again has attempt + 1.
struct StepKey {
  std::int64_t round = 0;
  int step = 0;
  std::int64_t attempt = 0;

  friend bool operator==(const StepKey&, const StepKey&) = default;
};

// A step that waits for a decision, with everything that the decision is checked against.
struct OpenedStep {
  RequestId document;
  StepKey key;
  std::int64_t order = 0;        // event number of the document
  std::int64_t result_base = 0;  // number of the last result that the document has applied
  // Of the document, the same as long as this step is open; earlier producers do not say it.
  std::optional<std::int64_t> version = {};
  bool last_step = false;
  bool reason_required = false;  // a rejection needs a comment
  bool recallable = false;       // nobody has decided in this round: the drafter may recall
  std::vector<EmployeeId> approvers;
  EmployeeId requester;
  std::string requester_name;
  std::string form;     // id of the form that the document is written on
  DocumentTexts texts;  // passed on as they are
  std::string content_hash;
  std::vector<LineStep> steps;
  Instant created_at{};
  Instant opened_at{};
  // Results of the document wait for this one, which has not arrived: nothing may be decided.
  std::optional<std::int64_t> missing_result = {};

  friend bool operator==(const OpenedStep&, const OpenedStep&) = default;
};

// The round of a document has ended: nothing of it can be decided any more.
struct ClosedRound {
  RequestId document;
  std::int64_t round = 0;
  std::int64_t order = 0;
  // Number of the last result that the document has applied; earlier producers said nothing.
  std::optional<std::int64_t> result_base = {};

  friend bool operator==(const ClosedRound&, const ClosedRound&) = default;
};

// An open task as its approver sees it in the queue.
struct Task {
  RequestId document;
  StepKey key;
  std::optional<std::int64_t> version = {};  // of the document, where it is known
  bool last_step = false;
  bool reason_required = false;
  EmployeeId requester;
  std::string requester_name;
  std::string form;     // id of the form that the document is written on
  DocumentTexts texts;  // passed on as they are
  std::vector<LineStep> steps;
  Instant created_at{};
  Instant opened_at{};

  friend bool operator==(const Task&, const Task&) = default;
};

// The rules of a step, "opened-step-invalid" otherwise: exactly one approver (the rule ALL of
// several is not decided by the first of them, and nobody opens such steps yet), who stands
// on the line at that step and is not the drafter.
Result<void> CheckOpenedStep(const OpenedStep& opened);

}  // namespace erp::approval_processing
