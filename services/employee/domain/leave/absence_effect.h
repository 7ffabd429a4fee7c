// What an absence is for the 80 % of 근로기준법 60조 1항: leave rules R6a and R6b, with the day
// from which the law says so. Pure, thread-safe.
#pragma once

#include "employee/domain/date.h"

namespace erp::employee {

enum class AbsenceKind {
  kWorkAccident,    // 업무상 재해, however long (60조 6항 1호; 2014다232296)
  kMaternity,       // 출산전후·유산사산휴가 (60조 6항 2호)
  kChildcare,       // 육아휴직 (60조 6항 3호); the day that counts: when it was applied for
  kShortChildcare,  // 육아휴직 of 1 to 2 weeks; the day that counts: its own
  kReducedHours,   // 육아기·임신기 근로시간 단축; the day that counts: when it started
  kReserveForces,  // 예비군: not to be treated as a day off (예비군법 10조)
  kUnfairDismissal,  // 부당해고 (2011다95519)
  kAnnualLeave,      // 연차 itself
  kSpouseBirth,      // 배우자 출산휴가
  kFamilyEvent,      // 경조휴가
  kMenstrual,        // 생리휴가
  kCivilDefence,     // 민방위
  kLawfulStrike,     // 적법한 쟁의행위
  kAgreedLeave,      // 약정 휴직, 병가
  kUnionFullTime,    // 노조 전임
  kSuspension,       // 정직, when lawful
  kAbsence,          // 결근
};

enum class AttendanceEffect {
  kWorked,     // due and worked, or deemed so
  kExcluded,   // not due: out of the days that the rate is taken of
  kNotWorked,  // due and not worked
};

// What the law leaves open; the defaults favour the employee.
struct AbsencePolicy {
  AttendanceEffect unfair_dismissal = AttendanceEffect::kWorked;
  AttendanceEffect annual_leave = AttendanceEffect::kWorked;
  AttendanceEffect spouse_birth = AttendanceEffect::kWorked;
  AttendanceEffect family_event = AttendanceEffect::kWorked;
  AttendanceEffect menstrual = AttendanceEffect::kWorked;
  AttendanceEffect civil_defence = AttendanceEffect::kWorked;
  AttendanceEffect suspension = AttendanceEffect::kExcluded;
  // Childcare leave and reduced hours from before the law deemed them worked.
  AttendanceEffect before_deemed = AttendanceEffect::kExcluded;
};

// `decisive`: the day that counts for the kind, see there; of other kinds any day of the absence.
AttendanceEffect EffectOf(AbsenceKind kind, Date decisive, const AbsencePolicy& policy = {});

}  // namespace erp::employee
