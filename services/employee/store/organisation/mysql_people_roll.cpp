#include "employee/store/organisation/mysql_people_roll.h"

#include <utility>

#include "employee/domain/refusals.h"
#include "employee/store/many_rows.h"
#include "employee/store/organisation/employee_row.h"
#include "employee/store/organisation/people_entry.h"
#include "mysql/errors.h"

namespace erp::employee {
namespace {

constexpr const char* kNumberKey = "employees_number";

class ServerLock final : public ImportTurn {
 public:
  explicit ServerLock(mysql::Lease lease) : lease_(std::move(lease)) {}
  // A connection that is lost has given it back.
  ~ServerLock() override {
    try {
      lease_->Query("SELECT RELEASE_LOCK(CONCAT('people:', SHA1(DATABASE())))");
    } catch (const std::exception&) {  // NOLINT: nothing is left to do
    }
  }
  ServerLock(const ServerLock&) = delete;
  ServerLock& operator=(const ServerLock&) = delete;

 private:
  mysql::Lease lease_;
};

}  // namespace

std::unique_ptr<ImportTurn> MysqlPeopleRoll::TryBegin() {
  auto lease = pool_.Acquire();
  const auto rows = lease->Query(
      "SELECT CAST(COALESCE(GET_LOCK(CONCAT('people:', SHA1(DATABASE())), 0), 0) AS SIGNED)");
  if (rows.at(0).Integer(0) == 0) return nullptr;
  return std::make_unique<ServerLock>(std::move(lease));
}

std::vector<Employee> MysqlPeopleRoll::Behind(EmployeeId after, bool include_inactive, int limit) {
  static const std::string from = "SELECT " + kEmployeeColumns + " FROM employees e WHERE e.id > ?";
  static const std::string all = from + " ORDER BY e.id LIMIT ?";
  static const std::string active = from + " AND e.active + 0 = 1 ORDER BY e.id LIMIT ?";
  std::vector<Employee> people;
  for (const auto& row : pool_.Query(include_inactive ? all : active, {after.value(), limit})) {
    people.push_back(ReadEmployee(row));
  }
  return people;
}

std::unordered_map<EmployeeId, std::string> MysqlPeopleRoll::NumbersOf(
    const std::vector<EmployeeId>& ids) {
  std::unordered_map<EmployeeId, std::string> numbers;
  if (ids.empty()) return numbers;
  mysql::Values values;
  for (const auto id : ids) values.emplace_back(id.value());
  const InList list(std::move(values));
  for (const auto& row : pool_.Query(
           "SELECT id, number FROM employees WHERE number IS NOT NULL AND id IN " + list.places(),
           list.values())) {
    numbers.emplace(EmployeeId(row.Integer(0)), row.Text(1));
  }
  return numbers;
}

Result<std::vector<EmployeeId>> MysqlPeopleRoll::Enter(const std::vector<WantedPerson>& people,
                                                       const Entering& entering) {
  std::vector<Entry> openings;
  try {
    auto ids = transactions_.Transact([&](mysql::Session& session, Outgoing& outgoing) {
      PeopleEntry entry(session, outgoing, people, entering);
      auto entered = entry.Run();
      openings = entry.openings();
      return entered;
    });
    if (ids) {
      for (const auto& opening : openings) metrics_.Count(opening);
    }
    return ids;
  } catch (const mysql::DuplicateKey& duplicate) {
    if (duplicate.key() != kNumberKey) throw;
    return InvalidBody({{"/number", "is the number of another person"}});
  }
}

}  // namespace erp::employee
