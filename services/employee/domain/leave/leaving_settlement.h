// What is still owed for annual leave when somebody leaves (leave rules R11): the fiscal-year basis
// is allowed if nobody is worse off than with the hire-date basis, so the days granted since hire
// are added up on both. Pure, thread-safe.
#pragma once

#include "employee/domain/leave/statutory_leave.h"

namespace erp::employee {

// Company rules that have leave reckoned anew by hire date on leaving (재산정).
enum class RecalculationClause { kNone, kPresent };

enum class SettlementOutcome {
  kEven,           // nothing to do; always so on the hire-date basis
  kPayDifference,  // the hire-date basis gives more: the difference is owed
  kKeepGranted,    // the fiscal-year basis gave more: it stays
  kPersonDecides,  // it gave more and rules have the clause: 근로기준과-5802 lets it be taken back,
                   // 의정부지법 2024나226635 (final 2026) does not always
};

struct LeavingSettlement {
  Minutes by_hire_date;    // all grants since hire
  Minutes by_fiscal_year;  // the same; on the hire-date basis what by_hire_date is
  SettlementOutcome outcome = SettlementOutcome::kEven;
  Minutes difference;  // by how much one basis gives more; never negative
};

// `last_day` is the last day of the employment and counts instead of the one in `employment`.
// Without a word in company rules (the default) what was granted stays.
LeavingSettlement SettleOnLeaving(Employment employment,
                                  const StatutoryPolicy& policy,
                                  const AttendanceFacts& facts,
                                  Date last_day,
                                  RecalculationClause clause = RecalculationClause::kNone);

}  // namespace erp::employee
