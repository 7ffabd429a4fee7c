#include "employee/api/leave/absence_json.h"

#include "common/clock.h"
#include "employee/api/dates.h"
#include "employee/api/leave/days.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::employee {
namespace {

constexpr json::TextLimits kReason{.max = 200, .trimmed = true};

json::Value AbsenceValue(const Absence& absence) {
  json::Value value{{"id", absence.id.value()},
                    {"employeeId", absence.employee.value()},
                    {"kind", AbsenceKindName(absence.kind)},
                    {"from", FormatDate(absence.from)},
                    {"to", FormatDate(absence.to)},
                    {"decisive", OrNull<json::Value>(absence.decisive)},
                    {"reason", nullptr},
                    {"recordedBy", nullptr},
                    {"recordedAt", FormatInstant(absence.at)}};
  if (absence.reason) value["reason"] = *absence.reason;
  if (absence.actor) value["recordedBy"] = absence.actor->value();
  return value;
}

}  // namespace

Result<Absence> ReadAbsence(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  Absence absence;
  absence.actor = reader.Id<EmployeeId>("actorId");
  const auto kind = reader.Word("kind", AbsenceKindNames());
  absence.kind = ParseAbsenceKind(kind.value_or("")).value_or(AbsenceKind::kAbsence);
  absence.from = RequiredDate(reader, "from").value_or(Date());
  absence.to = RequiredDate(reader, "to").value_or(Date());
  absence.decisive = OptionalDate(reader, "decisive");
  absence.reason = reader.OptionalText("reason", kReason);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return absence;
}

std::string PrintAbsence(const Absence& absence) { return json::Dump(AbsenceValue(absence)); }

std::string PrintAbsences(const std::vector<Absence>& absences) {
  auto list = json::Value::array();
  for (const auto& absence : absences) list.push_back(AbsenceValue(absence));
  return json::Dump(list);
}

}  // namespace erp::employee
