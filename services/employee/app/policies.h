// What a company has settled, beyond the rules that everybody has.
#pragma once

#include <optional>

#include "employee/app/attendance/check_in.h"
#include "employee/app/leave/expire_leave.h"
#include "employee/app/quest/quest_context.h"
#include "employee/domain/identity/access_token.h"
#include "employee/domain/leave/compensatory_leave.h"
#include "employee/domain/leave/minutes.h"
#include "employee/domain/leave/statutory_policy.h"

namespace erp::employee {

struct Policies {
  Minutes opening;  // leave that every new person starts with
  std::optional<StatutoryPolicy> statutory = std::nullopt;  // nothing: nothing is granted by itself
  CarryPolicy carry = {};
  CompensatoryPolicy compensatory = {};
  bool promotion = false;   // notices of 근로기준법 61조 are given
  Minutes below_zero = {};  // how far leave that is asked for may go below what was granted
  QuestPolicy quests = {};
  AttendancePolicy attendance = {};
  IssuerPolicy issuer = {};
};

}  // namespace erp::employee
