// When the employer calls for leave that is about to lapse (연차사용촉진). Examples with a number
// are those of the worked examples that the rules were checked with.
#include <gtest/gtest.h>

#include "employee/domain/leave/leave_promotion.h"
#include "employee_statutory_leave.h"

namespace erp::employee {
namespace {

// "first from..first to, second by", or "none".
std::string Promotion(const StatutoryGrant& grant,
                      std::optional<Date> first_notice = std::nullopt,
                      const PromotionPolicy& policy = {}) {
  const auto window = PromotionOf(grant, policy, first_notice);
  if (!window) return "none";
  return FormatDate(window->first_from) + ".." + FormatDate(window->first_to) + ", " +
         FormatDate(window->second_by);
}

StatutoryGrant ValidTo(const std::string& date, GrantRule rule = GrantRule::kYear) {
  StatutoryGrant grant;
  grant.on = On("2025-01-01");
  grant.valid_to = On(date);
  grant.calculation.rule = rule;
  return grant;
}

TEST(LeavePromotion, Example36_OfAYear) {
  EXPECT_EQ(Promotion(ValidTo("2027-04-14")), "2026-10-15..2026-10-24, 2027-02-14");
  EXPECT_EQ(PromotionOf(ValidTo("2027-04-14"))->rule, PromotionRule::kYearly);
  EXPECT_EQ(Promotion(ValidTo("2026-12-31")), "2026-07-01..2026-07-10, 2026-10-31");
  for (const auto rule : {GrantRule::kLowYear, GrantRule::kFirstFiscal, GrantRule::kFiscal}) {
    EXPECT_EQ(Promotion(ValidTo("2026-12-31", rule)), "2026-07-01..2026-07-10, 2026-10-31");
  }
}

TEST(LeavePromotion, Example37_OfTheFirstYear) {
  const auto grants = GrantsUntil("2026-12-31", Hired("2026-01-15"));
  ASSERT_EQ(grants.size(), 11U);
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_EQ(Promotion(grants[i]), "2026-10-15..2026-10-24, 2026-12-14") << i;
    EXPECT_EQ(PromotionOf(grants[i])->rule, PromotionRule::kFirstYear);
  }
  for (std::size_t i = 9; i < 11; ++i) {
    EXPECT_EQ(Promotion(grants[i]), "2026-12-15..2026-12-19, 2027-01-04") << i;
    EXPECT_EQ(PromotionOf(grants[i])->rule, PromotionRule::kFirstYearLater);
  }
}

TEST(LeavePromotion, OfAFirstYearThatEndsWithTheCalendarYear) {
  const auto grants = GrantsUntil("2026-12-31", Hired("2026-01-01"));
  EXPECT_EQ(Promotion(grants[8]), "2026-10-01..2026-10-10, 2026-11-30");
  EXPECT_EQ(Promotion(grants[9]), "2026-12-01..2026-12-05, 2026-12-21");
}

TEST(LeavePromotion, WhatArisesBeforeTheNoticeInTruthIsCalledForWithIt) {
  StatutoryGrant late = ValidTo("2027-01-14", GrantRule::kMonth);
  late.on = On("2026-10-20");
  EXPECT_EQ(Promotion(late), "2026-12-15..2026-12-19, 2027-01-04");
  EXPECT_EQ(Promotion(late, On("2026-10-20")), "2026-10-15..2026-10-24, 2026-12-14");
  EXPECT_EQ(Promotion(late, On("2026-10-19")), "2026-12-15..2026-12-19, 2027-01-04");
}

TEST(LeavePromotion, WasNotKnownForTheFirstYearBefore31March2020) {
  StatutoryGrant grant = ValidTo("2021-03-29", GrantRule::kMonth);
  grant.on = On("2020-03-30");
  EXPECT_EQ(Promotion(grant), "none");
  grant.on = On("2020-03-31");
  EXPECT_NE(Promotion(grant), "none");
}

TEST(LeavePromotion, MissingDayOfAMonthIsAPolicy) {
  EXPECT_EQ(Promotion(ValidTo("2026-08-30")), "2026-02-28..2026-03-09, 2026-06-29");
  EXPECT_EQ(Promotion(ValidTo("2026-08-30"), std::nullopt, {.month_rule = MonthRule::kCivilCode}),
            "2026-03-01..2026-03-10, 2026-06-30");
}

TEST(LeavePromotion, ReplyIsDueTenDaysAfterTheDayOfReceipt) {
  EXPECT_EQ(FormatDate(ReplyDeadline(On("2026-10-24"))), "2026-11-03");
  EXPECT_EQ(FormatDate(ReplyDeadline(On("2028-02-20"))), "2028-03-01");
}

}  // namespace
}  // namespace erp::employee
