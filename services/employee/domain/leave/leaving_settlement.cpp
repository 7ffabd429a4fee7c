#include "employee/domain/leave/leaving_settlement.h"

namespace erp::employee {
namespace {

Minutes GrantedUpTo(const Employment& employment,
                    StatutoryPolicy policy,
                    GrantBasis basis,
                    const AttendanceFacts& facts) {
  policy.basis = basis;
  Minutes sum;
  for (const auto& grant : StatutoryGrants(employment, policy, facts, *employment.last_day)) {
    sum = sum + grant.minutes;
  }
  return sum;
}

}  // namespace

LeavingSettlement SettleOnLeaving(Employment employment,
                                  const StatutoryPolicy& policy,
                                  const AttendanceFacts& facts,
                                  Date last_day,
                                  RecalculationClause clause) {
  employment.last_day = last_day;
  LeavingSettlement settlement;
  settlement.by_hire_date = GrantedUpTo(employment, policy, GrantBasis::kHireDate, facts);
  settlement.by_fiscal_year = GrantedUpTo(employment, policy, policy.basis, facts);
  if (settlement.by_hire_date > settlement.by_fiscal_year) {
    settlement.outcome = SettlementOutcome::kPayDifference;
    settlement.difference = settlement.by_hire_date - settlement.by_fiscal_year;
  } else if (settlement.by_hire_date < settlement.by_fiscal_year) {
    settlement.outcome = clause == RecalculationClause::kPresent ? SettlementOutcome::kPersonDecides
                                                                 : SettlementOutcome::kKeepGranted;
    settlement.difference = settlement.by_fiscal_year - settlement.by_hire_date;
  }
  return settlement;
}

}  // namespace erp::employee
