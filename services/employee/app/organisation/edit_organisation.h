// Use case: departments and positions are made and changed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "employee/app/organisation/organisation_ports.h"

namespace erp::employee {

// Thread-safe; blocks on the chart.
class EditOrganisation {
 public:
  // Both must outlive the use case.
  EditOrganisation(OrganisationChart& chart, CompanyClock clock)
      : chart_(chart), clock_(std::move(clock)) {}

  // `department` names at least its name.
  Result<Made<Department>> Create(const DepartmentChange& department,
                                  const std::optional<RequestKey>& key = std::nullopt) {
    return chart_.Create(department, clock_.Now().at, key);
  }
  Result<Department> Change(DepartmentId id,
                            const DepartmentChange& change,
                            std::optional<std::int64_t> expected) {
    return chart_.Change(id, change, expected, clock_.Now());
  }
  Result<Made<JobPosition>> CreatePosition(const std::string& name,
                                           std::int64_t order,
                                           const std::optional<RequestKey>& key = std::nullopt) {
    return chart_.CreatePosition(name, order, clock_.Now().at, key);
  }
  Result<JobPosition> ReorderPosition(PositionId id, std::int64_t order) {
    return chart_.ReorderPosition(id, order);
  }

 private:
  OrganisationChart& chart_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
