// Absences as JSON. Thread-safe functions.
#pragma once

#include <string>
#include <vector>

#include "common/result.h"
#include "employee/domain/leave/absence.h"

namespace erp::employee {

// The member actorId is the actor.
Result<Absence> ReadAbsence(const std::string& body);

std::string PrintAbsence(const Absence& absence);
std::string PrintAbsences(const std::vector<Absence>& absences);

}  // namespace erp::employee
