// Absences that are recorded since they count for the 80 % of 근로기준법 60조 1항: 휴직, sick leave
// by agreement, 결근 and others. Leave from the ledger is none. Plain values, pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/error.h"
#include "common/id.h"
#include "employee/domain/leave/absence_effect.h"

namespace erp::employee {

using AbsenceId = Id<struct AbsenceTag>;

inline constexpr int kLongestAbsence = 3660;  // days

struct Absence {
  AbsenceId id;
  EmployeeId employee;
  AbsenceKind kind = AbsenceKind::kAbsence;
  Date from{};
  Date to{};                                    // the last day
  std::optional<Date> decisive = std::nullopt;  // the day that counts for the kind, see EffectOf
  std::optional<std::string> reason = std::nullopt;
  std::optional<EmployeeId> actor = std::nullopt;  // who recorded it
  Instant at;

  [[nodiscard]] bool Covers(Date date) const { return from <= date && date <= to; }
};

// "work-accident", "childcare", …: as stored and on the wire.
std::string AbsenceKindName(AbsenceKind kind);
std::optional<AbsenceKind> ParseAbsenceKind(const std::string& name);
std::vector<std::string> AbsenceKindNames();

// An end before the beginning, and more than kLongestAbsence days, at /to.
std::vector<FieldError> AbsenceMistakes(const Absence& absence);

// What that day of it is for the attendance of a year. Without a day that counts it is the first
// day of the absence, of kShortChildcare each day by itself.
AttendanceEffect EffectOn(const Absence& absence, Date date);

// The same text for the same absence, and only for it: recognises a repeated request.
std::string Fingerprint(const Absence& absence);

// 404 "absence-not-found".
Error AbsenceNotFound();
// 409 "absence-overlap": another one of the person has a day of it.
Error AbsenceOverlap();

}  // namespace erp::employee
