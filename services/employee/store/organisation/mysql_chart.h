// OrganisationChart on MariaDB/MySQL: tables departments and positions. Of two things that wait for
// each other's rows (a new name, somebody who is put into the department) the database ends one and
// it runs again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "employee/app/organisation/organisation_ports.h"
#include "employee/store/publishing/publishing_transactions.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. Both must outlive it.
class MysqlChart final : public OrganisationChart {
 public:
  MysqlChart(mysql::Pool& pool, PublishingTransactions& transactions)
      : pool_(pool), transactions_(transactions) {}

  std::vector<Department> Departments(const DepartmentFilter& filter,
                                      int limit,
                                      std::optional<DepartmentId> before) override;
  std::optional<Department> FindDepartment(DepartmentId id) override;
  Result<Made<Department>> Create(const DepartmentChange& department,
                                  Instant at,
                                  const std::optional<RequestKey>& key) override;
  Result<Department> Change(DepartmentId id,
                            const DepartmentChange& change,
                            std::optional<std::int64_t> expected,
                            Moment now) override;
  std::vector<JobPosition> Positions() override;
  Result<Made<JobPosition>> CreatePosition(const std::string& name,
                                           std::int64_t order,
                                           Instant at,
                                           const std::optional<RequestKey>& key) override;
  Result<JobPosition> ReorderPosition(PositionId id, std::int64_t order) override;

 private:
  Result<Made<Department>> TryCreate(const DepartmentChange& change,
                                     Instant at,
                                     const std::optional<RequestKey>& key);
  Result<Department> TryChange(DepartmentId id,
                               const DepartmentChange& change,
                               std::optional<std::int64_t> expected,
                               Moment now);

  mysql::Pool& pool_;
  PublishingTransactions& transactions_;
};

}  // namespace erp::employee
