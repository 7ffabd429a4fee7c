// The whole chart, closed departments too.
#pragma once

#include <iterator>
#include <optional>
#include <vector>

#include "employee/app/organisation/organisation_ports.h"

namespace erp::employee {

// Page by page; blocks on the chart. Thread-safe.
inline std::vector<Department> AllDepartments(OrganisationChart& chart) {
  constexpr int kPage = 1000;
  std::vector<Department> all;
  std::optional<DepartmentId> before;
  while (true) {
    auto page =
        chart.Departments({.parent = std::nullopt, .include_inactive = true}, kPage, before);
    if (page.empty()) return all;
    before = page.back().id;
    std::move(page.begin(), page.end(), std::back_inserter(all));
  }
}

}  // namespace erp::employee
