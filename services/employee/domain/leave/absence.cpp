#include "employee/domain/leave/absence.h"

#include <array>

#include "common/sha256.h"
#include "employee/domain/leave/month_rule.h"

namespace erp::employee {
namespace {

struct NamedKind {
  AbsenceKind kind;
  const char* name;
};
constexpr std::array kKinds{NamedKind{AbsenceKind::kWorkAccident, "work-accident"},
                            NamedKind{AbsenceKind::kMaternity, "maternity"},
                            NamedKind{AbsenceKind::kChildcare, "childcare"},
                            NamedKind{AbsenceKind::kShortChildcare, "short-childcare"},
                            NamedKind{AbsenceKind::kReducedHours, "reduced-hours"},
                            NamedKind{AbsenceKind::kReserveForces, "reserve-forces"},
                            NamedKind{AbsenceKind::kUnfairDismissal, "unfair-dismissal"},
                            NamedKind{AbsenceKind::kAnnualLeave, "annual-leave"},
                            NamedKind{AbsenceKind::kSpouseBirth, "spouse-birth"},
                            NamedKind{AbsenceKind::kFamilyEvent, "family-event"},
                            NamedKind{AbsenceKind::kMenstrual, "menstrual"},
                            NamedKind{AbsenceKind::kCivilDefence, "civil-defence"},
                            NamedKind{AbsenceKind::kLawfulStrike, "lawful-strike"},
                            NamedKind{AbsenceKind::kAgreedLeave, "agreed-leave"},
                            NamedKind{AbsenceKind::kUnionFullTime, "union-full-time"},
                            NamedKind{AbsenceKind::kSuspension, "suspension"},
                            NamedKind{AbsenceKind::kAbsence, "absence"}};

}  // namespace

std::string AbsenceKindName(AbsenceKind kind) {
  for (const auto& known : kKinds) {
    if (known.kind == kind) return known.name;
  }
  return "";
}

std::optional<AbsenceKind> ParseAbsenceKind(const std::string& name) {
  for (const auto& known : kKinds) {
    if (known.name == name) return known.kind;
  }
  return std::nullopt;
}

std::vector<std::string> AbsenceKindNames() {
  std::vector<std::string> names;
  for (const auto& known : kKinds) names.emplace_back(known.name);
  return names;
}

std::vector<FieldError> AbsenceMistakes(const Absence& absence) {
  if (absence.to < absence.from) return {{"/to", "must not be before from"}};
  if (DaysBetween(absence.from, absence.to) >= kLongestAbsence) {
    return {{"/to", "must be at most 3660 days after from"}};
  }
  return {};
}

AttendanceEffect EffectOn(const Absence& absence, Date date) {
  const Date usual = absence.kind == AbsenceKind::kShortChildcare ? date : absence.from;
  return EffectOf(absence.kind, absence.decisive.value_or(usual));
}

std::string Fingerprint(const Absence& absence) {
  std::string text = absence.employee.str();
  text.append("\n").append(AbsenceKindName(absence.kind));
  text.append("\n").append(FormatDate(absence.from)).append("\n").append(FormatDate(absence.to));
  text.append("\n").append(absence.decisive ? FormatDate(*absence.decisive) : "");
  // Last: it may have lines of its own.
  if (absence.reason) text.append("\n").append(*absence.reason);
  return Sha256Hex(text);
}

Error AbsenceNotFound() {
  return {ErrorCode::kNotFound, "absence-not-found", "This person has no such absence."};
}

Error AbsenceOverlap() {
  return {ErrorCode::kConflict, "absence-overlap",
          "Another absence of this person has a day of it."};
}

}  // namespace erp::employee
