// What the use cases need from a database. Each method is a whole unit of work: it happens
// completely or not at all. Implementations are thread-safe and throw Unavailable when the
// database does not answer.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"
#include "employee/domain/employee.h"
#include "employee/domain/ledger.h"

namespace erp::employee {

// An employee together with the leave.
struct Person {
  Employee employee;
  Totals leave;
};

// A client's Idempotency-Key, who used it (nobody: nobody was named) and what it was first used
// for. The same key of two people is two keys.
struct RequestKey {
  std::string key;
  std::string fingerprint;
  std::optional<EmployeeId> actor = std::nullopt;
};

// A new person with the opening entry of the ledger.
struct NewEmployee {
  Profile profile;
  Minutes opening;
  std::optional<RequestKey> request_key;
  Instant at;
};

struct Creation {
  EmployeeId id;
  bool replayed = false;  // an earlier request with the same key created it
};

struct PeopleFilter {
  std::optional<std::string> department;
  std::optional<std::string> position;
  bool include_inactive = false;
};

// At most `limit` people, newest first, created before `before`.
struct PeoplePage {
  int limit = 200;
  std::optional<EmployeeId> before;
};

class EmployeeRepository {
 public:
  virtual ~EmployeeRepository() = default;

  // Stores the person, the leave account and its opening GRANT "opening:{id}". Refuses an
  // unusable manager or one whose managers form a ring, and a request key used for something else
  // with kKeyReused "idempotency-key-reused".
  virtual Result<Creation> Create(const NewEmployee& person) = 0;

  virtual std::optional<Person> Find(EmployeeId id) = 0;
  virtual std::vector<Person> List(const PeopleFilter& filter, const PeoplePage& page) = 0;
  // Those of the ids that exist, in any order.
  virtual std::vector<Employee> FindMany(const std::vector<EmployeeId>& ids) = 0;

  // Loads the employee under a lock, lets `change` decide, stores the outcome with the next
  // version (nothing is stored when nothing changed) and returns it. Refuses what `change`
  // refuses, an unknown id, an unusable new manager and one who would close a ring, also together
  // with a simultaneous change. `change` may run more than once.
  using Change = std::function<Result<Employee>(const Employee&)>;
  virtual Result<Person> Update(EmployeeId id, const Change& change, Instant at) = 0;
};

struct Posting {
  Entry entry;            // the last one that was decided
  Totals totals;          // of the account as of this answer, also for a replay
  bool replayed = false;  // stored by an earlier request with the same operation ids
};

class LeaveLedger {
 public:
  virtual ~LeaveLedger() = default;

  virtual std::optional<Totals> Balance(EmployeeId employee) = 0;

  // Appends the operations, all of one source, decided in their order under the lock of the
  // person's account; a refused one is appended too and ends the list. Operations whose first
  // id is there already give the stored entries again, or kKeyReused "operation-id-reused" when
  // the stored one asks for something else. Refuses an unknown employee, and stores nothing.
  virtual Result<Posting> Post(EmployeeId employee, const std::vector<Operation>& operations) = 0;
};

}  // namespace erp::employee
