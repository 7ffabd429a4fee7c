#include "employee/domain/leave/leave_promotion.h"

namespace erp::employee {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;

constexpr int kDaysToReply = 10;
constexpr Date kFirstYearKnown{year(2020), month(3), day(31)};

// The numbers of 61조 1항 and 2항, counted back from the day after the last usable one.
struct Terms {
  int first_months;
  int first_days;
  int second_months;
  int second_days;
};

Terms TermsOf(PromotionRule rule) {
  switch (rule) {
    case PromotionRule::kYearly:
      return {.first_months = 6, .first_days = 10, .second_months = 2, .second_days = 1};
    case PromotionRule::kFirstYear:
      return {.first_months = 3, .first_days = 10, .second_months = 1, .second_days = 1};
    case PromotionRule::kFirstYearLater:
      break;
  }
  return {.first_months = 1, .first_days = 5, .second_months = 0, .second_days = 11};
}

PromotionWindow WindowOf(PromotionRule rule, Date expired, MonthRule months) {
  const Terms terms = TermsOf(rule);
  const Date from = AfterMonths(expired, -terms.first_months, months);
  return {rule, from, AfterDays(from, terms.first_days - 1),
          AfterDays(AfterMonths(expired, -terms.second_months, months), -terms.second_days)};
}

}  // namespace

std::optional<PromotionWindow> PromotionOf(const StatutoryGrant& grant,
                                           const PromotionPolicy& policy,
                                           std::optional<Date> first_notice) {
  const Date expired = AfterDays(grant.valid_to, 1);
  if (grant.calculation.rule != GrantRule::kMonth) {
    return WindowOf(PromotionRule::kYearly, expired, policy.month_rule);
  }
  if (grant.on < kFirstYearKnown) return std::nullopt;
  const auto window = WindowOf(PromotionRule::kFirstYear, expired, policy.month_rule);
  if (grant.on <= first_notice.value_or(window.first_from)) return window;
  return WindowOf(PromotionRule::kFirstYearLater, expired, policy.month_rule);
}

Date ReplyDeadline(Date received) { return AfterDays(received, kDaysToReply); }

}  // namespace erp::employee
