// 연차사용촉진: when the employer has to call for leave that is about to lapse, so that it need not
// be paid (근로기준법 61조; leave rules, section 2). All notices in writing, to each person. Dates
// only; what was sent, delivered, opened and answered is for the caller to keep (3 years, 42조).
// Pure, thread-safe.
#pragma once

#include <optional>

#include "employee/domain/leave/statutory_leave.h"

namespace erp::employee {

enum class PromotionRule {
  kYearly,          // 61조 1항: leave of whole years, low and fiscal ones too
  kFirstYear,       // 61조 2항 1호: of the first year, arisen by the first notice
  kFirstYearLater,  // 61조 2항 단서: of the first year, arisen after it
};

struct PromotionPolicy {
  // The day n months before a date whose day of the month is missing (6 months before 31 August):
  // not settled. Month end: the notice window opens a day earlier and never after the law's own
  // date.
  MonthRule month_rule = MonthRule::kClampToMonthEnd;
};

struct PromotionWindow {
  PromotionRule rule = PromotionRule::kYearly;
  Date first_from;  // 1st notice: unused days, and that the person names dates
  Date first_to;
  Date second_by;  // 2nd notice, when no dates were named: the employer fixes them
};

// The windows for a grant. The base day counts as the first day of the window (2019다279283).
// `first_notice`: when the person was sent the notice of 61조 2항 1호 in truth; without it the
// first day of its window tells which days have arisen by then. Nothing for days of the first year
// that arose before 2020-03-31, which 61조 did not know.
std::optional<PromotionWindow> PromotionOf(const StatutoryGrant& grant,
                                           const PromotionPolicy& policy = {},
                                           std::optional<Date> first_notice = std::nullopt);

// The last day on which the person can name dates: 10 days from the receipt of the 1st notice; the
// day of receipt is not one of them (민법 157조).
Date ReplyDeadline(Date received);

}  // namespace erp::employee
