// People of a file as they are entered in one transaction (PeopleRoll::Enter). Used by one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "employee/app/organisation/people_file_ports.h"
#include "employee/domain/leave/ledger.h"
#include "employee/store/publishing/publishing_transactions.h"
#include "mysql/session.h"

namespace erp::employee {

class PeopleEntry {
 public:
  // All must outlive it.
  PeopleEntry(mysql::Session& session,
              Outgoing& outgoing,
              const std::vector<WantedPerson>& people,
              const PeopleRoll::Entering& entering)
      : session_(session), outgoing_(outgoing), people_(people), entering_(entering) {}

  // The ids, in the order of the people.
  Result<std::vector<EmployeeId>> Run();
  // The opening entries of those who were hired.
  [[nodiscard]] const std::vector<Entry>& openings() const { return openings_; }

 private:
  struct Person {
    const WantedPerson* wanted = nullptr;
    std::optional<Employee> before;  // nothing: somebody new
    Employee after;
  };

  Result<void> Read();
  std::optional<Error> RefusalOfManagers();
  [[nodiscard]] std::int64_t Beyond(std::int64_t key) const;
  [[nodiscard]] std::optional<Error> Ring() const;
  std::optional<Error> PlaceAll();
  void Hire();
  void InsertRows(const std::vector<Person*>& people);
  void Change();
  void AppendHistories();

  mysql::Session& session_;
  Outgoing& outgoing_;
  const std::vector<WantedPerson>& people_;
  const PeopleRoll::Entering& entering_;
  std::vector<Person> entered_;
  // Who manages whom after this transaction: ids, and of those who have none yet -1 - row.
  std::unordered_map<std::int64_t, std::int64_t> managers_;
  std::set<std::int64_t> own_;  // the keys of these people
  std::vector<Entry> openings_;
};

}  // namespace erp::employee
