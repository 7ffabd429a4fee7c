// Use case: people are hired and changed by a file (인사 파일).
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "employee/app/organisation/organisation_ports.h"
#include "employee/app/organisation/people_file_ports.h"
#include "employee/domain/organisation/import_plan.h"

namespace erp::employee {

struct ImportWish {
  bool dry_run = true;
  bool create_missing = false;  // departments and positions that are not there
  std::optional<EmployeeId> actor;
};

struct ImportOutcome {
  bool dry_run = true;
  std::size_t rows = 0;  // of people
  ImportPlan plan;       // with its problems; then nothing has changed
};

// Thread-safe; blocks on the ports for as long as the import takes.
class ImportPeople {
 public:
  // `opening` is the leave that every new person starts with. All must outlive the use case.
  ImportPeople(PeopleRoll& roll, OrganisationChart& chart, CompanyClock clock, Minutes opening)
      : roll_(roll), chart_(chart), clock_(std::move(clock)), opening_(opening) {}

  // `read` gives the text of the file, and is called only when no other import is under way
  // ("import-under-way"). With a problem, or as a dry run, nothing changes. Otherwise everything is
  // entered, in transactions of PeopleRoll::kMostAtOnce people. `alive` is called between them, and
  // may throw to end the import there. What other changes meanwhile make impossible ends it with
  // "import-stopped", which says how many were entered. What was entered stays in both cases: the
  // same file goes on from there.
  Result<ImportOutcome> Run(const std::function<std::string()>& read,
                            const ImportWish& wish,
                            const std::function<void()>& alive);

 private:
  ImportPlan Plan(const PeopleFile& file, bool create_missing);
  Result<void> Enter(const PeopleFile& file,
                     const ImportPlan& plan,
                     const ImportWish& wish,
                     const std::function<void()>& alive);
  Result<void> MakeMissing(const ImportPlan& plan);
  Result<void> MakeDepartments(const std::vector<std::string>& wanted);
  std::vector<std::optional<DepartmentId>> DepartmentsOf(const PeopleFile& file);

  PeopleRoll& roll_;
  OrganisationChart& chart_;
  const CompanyClock clock_;
  const Minutes opening_;
};

}  // namespace erp::employee
