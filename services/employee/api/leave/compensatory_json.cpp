#include "employee/api/leave/compensatory_json.h"

#include "common/clock.h"
#include "employee/api/dates.h"
#include "employee/api/leave/days.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::employee {

Result<WantedCompensation> ReadCompensation(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  WantedCompensation wanted;
  wanted.actor = reader.Id<EmployeeId>("actorId").value_or(EmployeeId());
  wanted.work_date = RequiredDate(reader, "workDate").value_or(Date());
  wanted.reason = reader.OptionalText("reason", {.max = 200});
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return wanted;
}

std::string PrintCompensation(EmployeeId employee, Date work_date, const Entry& grant) {
  const auto& operation = grant.operation;
  json::Value value{{"employeeId", employee.value()},
                    {"workDate", FormatDate(work_date)},
                    {"minutes", operation.minutes.count()},
                    {"days", Days<json::Value>(operation.minutes)},
                    {"bucket", BucketName(operation.bucket)},
                    {"validFrom", OrNull<json::Value>(operation.validity.from)},
                    {"validTo", OrNull<json::Value>(operation.validity.to)},
                    {"reason", nullptr},
                    {"grantedBy", nullptr},
                    {"grantedAt", FormatInstant(operation.at)}};
  if (operation.reason) value["reason"] = *operation.reason;
  if (operation.actor) value["grantedBy"] = operation.actor->value();
  return json::Dump(value);
}

}  // namespace erp::employee
