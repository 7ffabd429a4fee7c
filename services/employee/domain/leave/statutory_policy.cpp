#include "employee/domain/leave/statutory_policy.h"

#include <array>

namespace erp::employee {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;

constexpr Minutes kLongestDay(1440);
constexpr Minutes kLongestWeek(7 * 1440);

// Changes of 60조 and of what it refers to (leave rules, section 0).
constexpr std::array kLawVersions{
    Date{year(2018), month(5), day(29)},   // 60조 3항 deleted: 11 and 15 days
    Date{year(2020), month(3), day(31)},   // days of the first year lapse with it; 61조 2항
    Date{year(2024), month(10), day(22)},  // hours cut for childcare and pregnancy count as worked
    Date{year(2026), month(8), day(20)},   // short childcare leave counts too
    Date{year(2027), month(6), day(10)},   // a right to split days (법률 제21784호)
};

bool Within(Minutes amount, Minutes most) { return amount > Minutes() && amount <= most; }

}  // namespace

std::vector<FieldError> PolicyMistakes(const StatutoryPolicy& policy) {
  std::vector<FieldError> mistakes;
  const Date common = year(2026) / policy.fiscal_start.month() / policy.fiscal_start.day();
  if (!common.ok()) {
    mistakes.push_back({"/fiscalStart", "must be a day that every year has"});
  }
  if (!Within(policy.workday, kLongestDay)) {
    mistakes.push_back({"/workday", "must be from 1 to 1440"});
  }
  if (!Within(policy.full_time_week, kLongestWeek)) {
    mistakes.push_back({"/fullTimeWeek", "must be from 1 to 10080"});
  }
  return mistakes;
}

Date FirstFiscalStart(const Employment& employment, const StatutoryPolicy& policy) {
  const Date start =
      employment.hired.year() / policy.fiscal_start.month() / policy.fiscal_start.day();
  return start > employment.hired ? start : start + std::chrono::years(1);
}

bool AttendanceFacts::FullMonth(int month) const {
  const auto known = full_months.find(month);
  return known == full_months.end() || known->second;
}

std::optional<Date> LawVersionOn(Date date) {
  std::optional<Date> version;
  for (const Date since : kLawVersions) {
    if (since <= date) version = since;
  }
  return version;
}

}  // namespace erp::employee
