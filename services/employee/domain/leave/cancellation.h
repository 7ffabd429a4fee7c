// What the CANCEL of approved leave gives back: what its dates have taken, with what recounts
// (recount.h) have given back or taken of them since. Each lot gets back what came out of it, also
// one whose validity is over: what is left of that lapses, or is carried over, by the rule of every
// lot. Pure, thread-safe.
#pragma once

#include <vector>

#include "common/result.h"
#include "employee/domain/leave/ledger.h"
#include "employee/domain/leave/lots.h"

namespace erp::employee {

// To be posted together, the CANCEL last, alone when it will be refused. Before it an ADJUST for
// each amount that recounts took beyond what the leave took itself; it has the source
// "recount:{source}" and the id "recount:{source}:{date}:cancel:{n}". `cancel` names its source
// and, in validity.from, the first date that is given back; its minutes and dates are filled in.
// `book` has all takings of the source, `recounts` are the entries of the source
// RecountSourceOf(cancel.source). Refuses what has not been consumed yet: LeaveNotConsumed().
Result<std::vector<Operation>> OperationsOfCancel(Operation cancel,
                                                  const SourceState& source,
                                                  const LotBook& book,
                                                  const std::vector<Entry>& recounts);

}  // namespace erp::employee
