// EmployeeRepository on MariaDB/MySQL: tables employees, idempotency, and the opening entry in
// the leave tables. A person's row is locked before it is
// changed, and every change is published in its transaction.
#pragma once

#include <optional>
#include <vector>

#include "common/clock.h"
#include "employee/app/ports.h"
#include "employee/store/leave/ledger_table.h"
#include "employee/store/publishing/publishing_transactions.h"
#include "mysql/pool.h"
#include "observe/metrics.h"

namespace erp::employee {

// Thread-safe.
class MysqlEmployees final : public EmployeeRepository {
 public:
  // All must outlive it.
  MysqlEmployees(mysql::Pool& pool,
                 PublishingTransactions& transactions,
                 metrics::Registry& registry)
      : pool_(pool), transactions_(transactions), metrics_(registry) {}

  Result<Creation> Create(const NewEmployee& person) override;
  std::optional<Person> Find(EmployeeId id, Date today) override;
  std::vector<Person> List(const PeopleFilter& filter, const PeoplePage& page, Date today) override;
  FoundPeople Search(const PeopleSearch& search, Date today) override;
  std::vector<Employee> FindMany(const std::vector<EmployeeId>& ids) override;
  Result<Person> Update(EmployeeId id, const Change& change, Moment now) override;

 private:
  // Throws mysql::DuplicateKey when a simultaneous request has the same key.
  Result<Creation> TryCreate(const NewEmployee& person, std::optional<Entry>& opening);

  mysql::Pool& pool_;
  PublishingTransactions& transactions_;
  const LedgerMetrics metrics_;
};

}  // namespace erp::employee
