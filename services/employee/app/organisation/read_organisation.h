// Use case: departments, positions and the tree are read.
#pragma once

#include <optional>
#include <vector>

#include "employee/app/organisation/organisation_ports.h"

namespace erp::employee {

// Thread-safe; blocks on the chart, which must outlive it.
class ReadOrganisation {
 public:
  static constexpr int kMostInTree = 10'000;

  explicit ReadOrganisation(OrganisationChart& chart) : chart_(chart) {}

  std::vector<Department> Departments(const DepartmentFilter& filter,
                                      int limit,
                                      std::optional<DepartmentId> before) {
    return chart_.Departments(filter, limit, before);
  }
  Result<Department> Get(DepartmentId id) {
    auto department = chart_.FindDepartment(id);
    if (!department) return DepartmentNotFound();
    return *std::move(department);
  }
  // Of active departments, the newest kMostInTree of them.
  std::vector<DepartmentNode> Tree() {
    return TreeOf(chart_.Departments({}, kMostInTree, std::nullopt));
  }
  std::vector<JobPosition> Positions() { return chart_.Positions(); }

 private:
  OrganisationChart& chart_;
};

}  // namespace erp::employee
