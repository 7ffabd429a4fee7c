#include "employee/app/leave/keep_absences.h"

#include "employee/domain/refusals.h"

namespace erp::employee {

Result<std::vector<Absence>> KeepAbsences::List(EmployeeId employee) {
  if (people_.FindMany({employee}).empty()) return EmployeeNotFound();
  return absences_.Of(employee);
}

Result<Made<Absence>> KeepAbsences::Record(Absence absence, const std::optional<std::string>& key) {
  if (auto mistakes = AbsenceMistakes(absence); !mistakes.empty()) {
    return InvalidBody(std::move(mistakes));
  }
  absence.at = clock_.Now().at;
  std::optional<RequestKey> request_key;
  if (key) request_key = RequestKey{*key, Fingerprint(absence), absence.actor};
  return absences_.Add(absence, request_key);
}

Result<void> KeepAbsences::Remove(EmployeeId employee,
                                  AbsenceId id,
                                  std::optional<EmployeeId> actor) {
  return absences_.Remove(employee, id, actor, clock_.Now().at);
}

}  // namespace erp::employee
