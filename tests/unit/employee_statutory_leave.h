// What the tests of statutory leave share: grants as texts, and people in few words.
#pragma once

#include <string>
#include <vector>

#include "employee/domain/leave/statutory_leave.h"
#include "employee_leave_law.h"

namespace erp::employee {

inline Employment Hired(const std::string& date) {
  Employment employment;
  employment.hired = On(date);
  return employment;
}

inline Employment Hired(const std::string& date, const std::string& last_day) {
  Employment employment = Hired(date);
  employment.last_day = On(last_day);
  return employment;
}

inline StatutoryPolicy FiscalPolicy() {
  StatutoryPolicy policy;
  policy.basis = GrantBasis::kFiscalYear;
  return policy;
}

// Whole days of 480 minutes as "15d", other amounts as "3630m".
inline std::string Amount(Minutes minutes) {
  const auto count = minutes.count();
  return count % 480 == 0 ? std::to_string(count / 480) + "d" : std::to_string(count) + "m";
}

// "yearly:3 2026-11-26..2027-11-25 16d"
inline std::string Shown(const StatutoryGrant& grant) {
  EXPECT_EQ(grant.valid_from, grant.on);
  EXPECT_EQ(grant.key.rfind("statutory:", 0), 0U) << grant.key;
  return grant.key.substr(10) + " " + FormatDate(grant.on) + ".." + FormatDate(grant.valid_to) +
         " " + Amount(grant.minutes);
}

inline std::vector<std::string> Shown(const std::vector<StatutoryGrant>& grants) {
  std::vector<std::string> texts;
  for (const auto& grant : grants) texts.push_back(Shown(grant));
  return texts;
}

inline std::vector<StatutoryGrant> GrantsUntil(const std::string& until,
                                               const Employment& employment,
                                               const StatutoryPolicy& policy = {},
                                               const AttendanceFacts& facts = {}) {
  return StatutoryGrants(employment, policy, facts, On(until));
}

// Granted up to a date, whatever has lapsed.
inline Minutes Sum(const std::vector<StatutoryGrant>& grants) {
  Minutes sum;
  for (const auto& grant : grants) sum = sum + grant.minutes;
  return sum;
}

// The last grant as a text; "" without one.
inline std::string Last(const std::vector<StatutoryGrant>& grants) {
  return grants.empty() ? "" : Shown(grants.back());
}

// What can be taken on a date if nothing was.
inline Minutes ValidOn(const std::string& date, const std::vector<StatutoryGrant>& grants) {
  Minutes sum;
  for (const auto& grant : grants) {
    if (grant.valid_from <= On(date) && On(date) <= grant.valid_to) sum = sum + grant.minutes;
  }
  return sum;
}

}  // namespace erp::employee
