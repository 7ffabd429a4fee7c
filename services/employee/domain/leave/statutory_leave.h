// The grants of annual leave that the law owes a person (근로기준법 60조; leave rules R0 to R10,
// R12). A pure function of hire date, policy and attendance: called again it gives the same grants
// with the same keys, and up to a later date the same ones and more, so that a ledger that knows
// the keys grants nothing twice. Whole numbers only. Thread-safe.
//
// The days reckoned with are those of today's law, for hires up to 2017-05-29 of the law before
// 2018-05-29 (R12). Not reckoned with: the law before 2012, working hours or a number of workers
// that changed during the employment, an earlier date of accrual in company rules (2024다206043).
#pragma once

#include <string>
#include <vector>

#include "employee/domain/leave/statutory_policy.h"

namespace erp::employee {

enum class GrantRule {
  kMonth,        // a full month of the first year (60조 2항)
  kYear,         // a year of service with 80 % attendance (60조 1항, 4항)
  kLowYear,      // a year below 80 %: its full months (60조 2항)
  kFirstFiscal,  // fiscal-year basis: the share of 15 days from hire to the first fiscal year's end
  kFiscal,       // fiscal-year basis: a whole fiscal year
};

// How a grant was reckoned, for those who explain it:
// ((base + bonus) * fiscal_share * attendance_share, rounded up) - deducted, then * part_time.
struct GrantCalculation {
  GrantRule rule = GrantRule::kMonth;
  int number = 0;          // of the month, the year of service or the fiscal year, from 1
  int base_days = 0;       // 15, or 1 for each full month
  int bonus_days = 0;      // for long service (60조 4항)
  Ratio fiscal_share;      // of the first fiscal year
  Ratio attendance_share;  // R6b
  int deducted_days = 0;   // R12: of the first year, which these include; not more than they are
  Ratio part_time;         // R9: own hours / full-time hours of a week
};

struct StatutoryGrant {
  // "statutory:monthly:3", "statutory:yearly:5", "statutory:fiscal:2026": of one person each is one
  // grant, whatever its amount; an amount that other facts give later is an adjustment of it.
  std::string key;
  Date on;                  // when it arises
  Minutes minutes;          // above 0
  Date valid_from;          // the first day on which it can be taken
  Date valid_to;            // the last one
  std::string article;      // "근로기준법 60조 2항"
  std::optional<Date> law;  // LawVersionOn(on)
  GrantCalculation calculation;
};

// All grants that arise up to `until`, that day included, in the order of their days. A grant
// arises only for who is still employed on that day (2021다227100). The policy has no mistakes.
std::vector<StatutoryGrant> StatutoryGrants(const Employment& employment,
                                            const StatutoryPolicy& policy,
                                            const AttendanceFacts& facts,
                                            Date until);

// The amount of a calculation.
Minutes GrantMinutes(const GrantCalculation& calculation, const StatutoryPolicy& policy);

}  // namespace erp::employee
