// How many minutes a calculation of statutory leave comes to: GrantMinutes.
#include "employee/domain/leave/statutory_leave.h"

namespace erp::employee {
namespace {

// Up to the next whole number; both are not negative.
std::int64_t DividedUp(std::int64_t number, std::int64_t by) { return (number + by - 1) / by; }

Ratio Product(const Ratio& a, const Ratio& b) {
  return {a.numerator * b.numerator, a.denominator * b.denominator};
}

// Up to the next multiple of 1/`parts`.
Ratio RoundedUp(const Ratio& days, std::int64_t parts) {
  return {DividedUp(days.numerator * parts, days.denominator), parts};
}

Ratio Rounded(const Ratio& days, FractionRule rule) {
  switch (rule) {
    case FractionRule::kUpToTenthOfDay:
      return RoundedUp(days, 10);
    case FractionRule::kUpToHalfDay:
      return RoundedUp(days, 2);
    case FractionRule::kUpToDay:
      return RoundedUp(days, 1);
    case FractionRule::kExactMinutes:
      break;
  }
  return days;
}

constexpr std::int64_t kHoursOfADay = 8;
constexpr std::int64_t kMinutesOfAnHour = 60;

}  // namespace

Minutes GrantMinutes(const GrantCalculation& calculation, const StatutoryPolicy& policy) {
  const Ratio full{calculation.base_days + calculation.bonus_days, 1};
  Ratio days =
      Rounded(Product(Product(full, calculation.fiscal_share), calculation.attendance_share),
              policy.fraction);
  days.numerator -= calculation.deducted_days * days.denominator;
  if (calculation.part_time == Ratio{}) {
    return Minutes(DividedUp(days.numerator * policy.workday.count(), days.denominator));
  }
  // 시행령 별표 2 4호 나목: in hours, a part of an hour counts as one.
  const Ratio hours = Product(Product(days, calculation.part_time), {kHoursOfADay, 1});
  return Minutes(DividedUp(hours.numerator, hours.denominator) * kMinutesOfAnHour);
}

}  // namespace erp::employee
