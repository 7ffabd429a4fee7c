// PeopleRoll on MariaDB/MySQL. Rows of people who are there are locked first, by ascending id, then
// everybody above their managers, then departments (shared), as in every change of a person.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "employee/app/organisation/people_file_ports.h"
#include "employee/store/leave/ledger_table.h"
#include "employee/store/publishing/publishing_transactions.h"
#include "mysql/pool.h"
#include "observe/metrics.h"

namespace erp::employee {

// Thread-safe. All must outlive it.
class MysqlPeopleRoll final : public PeopleRoll {
 public:
  MysqlPeopleRoll(mysql::Pool& pool,
                  PublishingTransactions& transactions,
                  metrics::Registry& registry)
      : pool_(pool), transactions_(transactions), metrics_(registry) {}

  // A lock of the server with the name of this database, held by a connection of its own.
  std::unique_ptr<ImportTurn> TryBegin() override;
  std::vector<Employee> Behind(EmployeeId after, bool include_inactive, int limit) override;
  std::unordered_map<EmployeeId, std::string> NumbersOf(
      const std::vector<EmployeeId>& ids) override;
  Result<std::vector<EmployeeId>> Enter(const std::vector<WantedPerson>& people,
                                        const Entering& entering) override;

 private:
  mysql::Pool& pool_;
  PublishingTransactions& transactions_;
  const LedgerMetrics metrics_;
};

}  // namespace erp::employee
