#include "employee/api/options.h"

#include "common/geo.h"
#include "common/ip_network.h"
#include "common/text_list.h"

namespace erp::employee {
namespace {

QuestPolicy QuestPolicyOf(const Config& config) {
  return {.budget = Minutes::OfDays(config.quest_budget_days),
          .hr_departments = DepartmentsIn(config.hr_departments),
          .review_days = config.quest_review_days,
          .reward_valid_months = static_cast<int>(config.quest_reward_valid_months),
          .expire_overdue = config.quest_overdue == "expire"};
}

AttendancePolicy AttendancePolicyOf(const Config& config) {
  AttendancePolicy policy;
  policy.check_out_window = std::chrono::hours(config.check_out_window_hours);
  policy.reward_valid_months = static_cast<int>(config.reward_valid_months);
  policy.hours = {config.day_start, config.day_end, std::chrono::minutes(config.grace_minutes)};
  auto& place = policy.place;
  if (config.place_policy == "mark") place.policy = PlacePolicy::kMark;
  if (config.place_policy == "refuse") place.policy = PlacePolicy::kRefuse;
  place.networks = ParseIpNetworks(config.networks).value();
  place.circles = ParseGeoCircles(config.points).value();
  place.max_accuracy_m = static_cast<double>(config.max_accuracy_m);
  return policy;
}

}  // namespace

Policies PoliciesOf(const Config& config) {
  Policies policies{.opening = Minutes::OfDays(config.opening_leave_days)};
  if (config.statutory_leave != "off") {
    policies.statutory =
        StatutoryPolicy{.basis = config.statutory_leave == "hire-date" ? GrantBasis::kHireDate
                                                                       : GrantBasis::kFiscalYear,
                        .fiscal_start = ParseMonthDay(config.fiscal_year_start).value()};
  }
  policies.promotion = config.leave_promotion == "on";
  policies.quests = QuestPolicyOf(config);
  policies.attendance = AttendancePolicyOf(config);
  policies.below_zero = Minutes::OfDays(config.leave_below_zero_days);
  policies.carry = {.max = Minutes::OfDays(config.carry_over_days),
                    .valid_days = static_cast<int>(config.carry_over_valid_days)};
  policies.compensatory = {.percent = config.compensatory_leave_percent,
                           .valid_days = static_cast<int>(config.compensatory_leave_valid_days)};
  // Without a key OIDC_ISSUER is somebody else's, whose accounts have its name.
  if (!config.issuer_key.empty()) policies.issuer.issuer = config.oidc_issuer;
  policies.issuer.audience = config.OwnAudience();
  policies.issuer.totp_roles = CommaList(config.totp_roles);
  policies.issuer.applications = ParseNamedUris(config.sign_in_clients).value();
  return policies;
}

}  // namespace erp::employee
