// Use case: everybody as a file that an import reads again (인사 파일).
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "employee/app/organisation/organisation_ports.h"
#include "employee/app/organisation/people_file_ports.h"
#include "employee/domain/organisation/department_paths.h"

namespace erp::employee {

// One file that is being written, page by page. One thread at a time; blocks on the ports, which
// must outlive it.
class PeopleExport {
 public:
  PeopleExport(PeopleRoll& roll, OrganisationChart& chart, bool include_inactive)
      : roll_(roll), chart_(chart), include_inactive_(include_inactive) {}

  // The next lines; empty after the last one. Each page is as of when it is read.
  std::string Next();

 private:
  [[nodiscard]] std::string Manager(const Employee& person) const;

  PeopleRoll& roll_;
  OrganisationChart& chart_;
  const bool include_inactive_;
  std::optional<DepartmentPaths> paths_;
  std::unordered_map<EmployeeId, std::string> numbers_;
  EmployeeId last_;
};

// Thread-safe; does not block.
class ExportPeople {
 public:
  // Both must outlive the use case and what it gives.
  ExportPeople(PeopleRoll& roll, OrganisationChart& chart) : roll_(roll), chart_(chart) {}

  // Of active people, or of everybody.
  [[nodiscard]] PeopleExport Run(bool include_inactive) const {
    return {roll_, chart_, include_inactive};
  }

 private:
  PeopleRoll& roll_;
  OrganisationChart& chart_;
};

}  // namespace erp::employee
