#include "employee/domain/leave/absence_effect.h"

namespace erp::employee {
namespace {

using std::chrono::month;
using std::chrono::year;

constexpr Date kChildcareDeemed{year(2018), month(5), std::chrono::day(29)};
constexpr Date kReducedHoursDeemed{year(2024), month(10), std::chrono::day(22)};
constexpr Date kShortChildcareDeemed{year(2026), month(8), std::chrono::day(20)};

// What the law deems worked from a day on.
AttendanceEffect DeemedFrom(Date law, Date decisive, const AbsencePolicy& policy) {
  return decisive < law ? policy.before_deemed : AttendanceEffect::kWorked;
}

}  // namespace

AttendanceEffect EffectOf(AbsenceKind kind, Date decisive, const AbsencePolicy& policy) {
  switch (kind) {
    case AbsenceKind::kWorkAccident:
    case AbsenceKind::kMaternity:
    case AbsenceKind::kReserveForces:
      return AttendanceEffect::kWorked;
    case AbsenceKind::kChildcare:
      return DeemedFrom(kChildcareDeemed, decisive, policy);
    case AbsenceKind::kShortChildcare:
      return DeemedFrom(kShortChildcareDeemed, decisive, policy);
    case AbsenceKind::kReducedHours:
      return DeemedFrom(kReducedHoursDeemed, decisive, policy);
    case AbsenceKind::kUnfairDismissal:
      return policy.unfair_dismissal;
    case AbsenceKind::kAnnualLeave:
      return policy.annual_leave;
    case AbsenceKind::kSpouseBirth:
      return policy.spouse_birth;
    case AbsenceKind::kFamilyEvent:
      return policy.family_event;
    case AbsenceKind::kMenstrual:
      return policy.menstrual;
    case AbsenceKind::kCivilDefence:
      return policy.civil_defence;
    case AbsenceKind::kSuspension:
      return policy.suspension;
    case AbsenceKind::kLawfulStrike:
    case AbsenceKind::kAgreedLeave:
    case AbsenceKind::kUnionFullTime:
      return AttendanceEffect::kExcluded;
    case AbsenceKind::kAbsence:
      break;
  }
  return AttendanceEffect::kNotWorked;
}

}  // namespace erp::employee
