// Rows of departments, positions and employee_history, for the stores that write people in their
// own transactions. Free functions are to be called inside one.
#pragma once

#include <optional>
#include <string>

#include "common/clock.h"
#include "common/result.h"
#include "employee/app/company_clock.h"
#include "employee/domain/organisation/department.h"
#include "employee/domain/organisation/employee.h"
#include "employee/domain/organisation/timeline.h"
#include "employee/store/many_rows.h"
#include "mysql/session.h"

namespace erp::employee {

// The columns of a department `d`, in the order of ReadDepartment.
extern const char* const kDepartmentColumns;
Department ReadDepartment(const mysql::Row& row);

// Gives the department of a person its id and its name. By id: it must be active, and a name beside
// it its own. By name: the only active one of that name; an unknown name becomes a department at
// the root, as existing clients expect. 400 at `pointer` for a closed one and for a name that
// several have. The department is kept from being closed until the transaction has ended.
Result<void> PlaceInDepartment(mysql::Session& session,
                               std::optional<DepartmentId>& id,
                               std::string& name,
                               Instant at,
                               const char* pointer = "/department");

// A position that is not known becomes the last one.
void KnowPosition(mysql::Session& session, const std::string& name);

Placement PlacementOf(const Profile& profile);

void AppendHistory(mysql::Session& session,
                   EmployeeId employee,
                   Date effective_on,
                   const Placement& placement,
                   const char* kind,
                   const Note& note);

// The same of many, with few statements.
class HistoryRows {
 public:
  explicit HistoryRows(mysql::Session& session);

  void Add(EmployeeId employee,
           Date effective_on,
           const Placement& placement,
           const char* kind,
           const Note& note);
  void Finish() { rows_.Finish(); }

 private:
  ManyRows rows_;
};

template <typename Tag>
mysql::Value IdValue(const std::optional<Id<Tag>>& id) {
  return id ? mysql::Value(id->value()) : mysql::Value();
}

template <typename IdType>
std::optional<IdType> ReadId(const mysql::Row& row, std::size_t column) {
  const auto value = row.OptionalInteger(column);
  return value ? std::optional<IdType>(IdType(*value)) : std::nullopt;
}

}  // namespace erp::employee
