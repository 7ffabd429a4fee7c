// A step goes from its approver, who has left the company, to somebody else. Which step may, and
// what changes then; who takes over is app/stand_ins.h. An open step moves by a result of the
// arbiter (result.h), the others here.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "approval-request/domain/document.h"
#include "approval-request/domain/transition.h"
#include "common/clock.h"

namespace erp::approval_request {

// Why a step was handed over, as it is stored and shown.
inline constexpr const char* kBecauseLeft = "left";

// Who stood on the line as of the submit.
const PersonSnapshot& OriginalApprover(const Step& step);

// Who took the step over by handover `index`.
const PersonSnapshot& RecipientOf(const Step& step, std::size_t index);

// The step that the next approval, or the ledger's answer, would open; nothing when none would.
const Step* NextToOpen(const Document& document);

// Steps of a running round that nobody has decided yet, by number. Empty for other documents.
std::vector<const Step*> UndecidedSteps(const Document& document);

// `step` as it is after `to` took it over in the change that makes this version. `move` is the
// arbiter's result, empty when the step was not open.
Step HandedOver(
    Step step, const PersonSnapshot& to, std::int64_t version, Instant at, std::string move);

// Who takes over a step that is not open, or nothing when it stays.
using Successor = std::function<std::optional<PersonSnapshot>(const Step&)>;

// The change that hands over every undecided step that is not open and has a successor; nothing
// when none has. The arbiter gets the line anew when a step is open.
std::optional<Transition> HandOverWaiting(const Document& document,
                                          const Successor& successor,
                                          Instant now);

// The change that shows that nobody can decide the open step: its approver has left and nobody
// stands in. The drafter is notified, who may recall or ask for somebody to be named.
Transition MarkVacant(const Document& document, Instant now);

}  // namespace erp::approval_request
