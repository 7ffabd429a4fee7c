// What the use cases about people need from outside. Each method of a database is a whole unit of
// work: it happens completely or not at all. Implementations are thread-safe and throw Unavailable
// when what they speak to does not answer.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"
#include "employee/app/company_clock.h"
#include "employee/domain/attendance/milestone.h"
#include "employee/domain/leave/ledger.h"
#include "employee/domain/organisation/departure.h"
#include "employee/domain/organisation/employee.h"

namespace erp::employee {

// An employee together with the leave and the attendance.
struct Person {
  Employee employee;
  Totals leave;
  AttendanceProgress attendance = {};
};

// A client's Idempotency-Key, who used it (nobody: nobody was named) and what it was first used
// for. The same key of two people is two keys.
struct RequestKey {
  std::string key;
  std::string fingerprint;
  std::optional<EmployeeId> actor = std::nullopt;
};

// What was made, or what an earlier request with the same key has made, as it is now.
template <typename T>
struct Made : T {
  explicit Made(T value, bool was_made = false) : T(std::move(value)), replayed(was_made) {}
  bool replayed = false;
};

// A new person with the opening entry of the ledger.
struct NewEmployee {
  Profile profile;
  Minutes opening;
  std::optional<RequestKey> request_key;
  Moment now;
};

struct Creation {
  EmployeeId id;
  bool replayed = false;  // an earlier request with the same key created it
};

struct PeopleFilter {
  std::optional<std::string> department;
  std::optional<std::string> position;
  bool include_inactive = false;
  bool sub_departments = false;  // also those of departments below `department`
};

// At most `limit` people, newest first, with ids below `before`.
struct PeoplePage {
  int limit = 200;
  std::optional<EmployeeId> before;
};

// A place in the people whom a search finds, who are ordered by (key, id): behind this one.
struct SearchPlace {
  std::string key;  // in small letters: what begins with the text that was searched for
  EmployeeId id;
};

// People whose name, name from its second character on, number, e-mail address or department begins
// with the text, whatever its capitals.
struct PeopleSearch {
  std::string text;
  PeopleFilter filter = {};
  int limit = 200;
  std::optional<SearchPlace> after = std::nullopt;
};

struct FoundPeople {
  std::vector<Person> people;  // by the first key of each that begins with the text, then by id
  std::optional<SearchPlace> next = std::nullopt;  // of the last one, when there are more
};

class EmployeeRepository {
 public:
  virtual ~EmployeeRepository() = default;

  // Stores the person, the leave account and its opening GRANT "opening:{id}". Refuses an
  // unusable manager or one whose managers form a ring, and a request key used for something else
  // with kKeyReused "idempotency-key-reused".
  virtual Result<Creation> Create(const NewEmployee& person) = 0;

  // With the leave that is valid on `today`, as everywhere here.
  virtual std::optional<Person> Find(EmployeeId id, Date today) = 0;
  virtual std::vector<Person> List(const PeopleFilter& filter,
                                   const PeoplePage& page,
                                   Date today) = 0;
  virtual FoundPeople Search(const PeopleSearch& search, Date today) = 0;
  // Those of the ids that exist, in any order.
  virtual std::vector<Employee> FindMany(const std::vector<EmployeeId>& ids) = 0;

  // Loads the employee under a lock, lets `change` decide, stores the outcome with the next
  // version (nothing is stored when nothing changed) and returns it. Refuses what `change`
  // refuses, an unknown id, an unusable new manager and one who would close a ring, also together
  // with a simultaneous change. `change` may run more than once.
  using Change = std::function<Result<Employee>(const Employee&)>;
  virtual Result<Person> Update(EmployeeId id, const Change& change, Moment now) = 0;
};

// The people who have left, as the database knows them, and their leaving.
class LeaverRegister {
 public:
  virtual ~LeaverRegister() = default;

  struct State {
    bool active = true;
    std::int64_t version = 1;
    std::optional<EmployeeId> reassign_to;
  };
  virtual std::optional<State> Find(EmployeeId id) = 0;

  // One transaction: the person is inactive, and `reassign_to`, when given, takes over; somebody
  // who has left already stays so, and the person named last takes over. Refuses an unknown
  // person, another version than `expected` of somebody active ("version-mismatch"), and a
  // successor who is unknown or has left.
  virtual Result<void> Leave(EmployeeId id,
                             std::optional<std::int64_t> expected,
                             std::optional<EmployeeId> reassign_to,
                             Moment now) = 0;

  // At most `limit` behind `after`, in their order.
  virtual std::vector<Leaver> List(const LeaverPlace& after, int limit) = 0;
};

// What waits for somebody in documents under way.
struct WaitingWork {
  struct Entry {
    RequestId document;
    std::string title;
    EmployeeId drafter;
    std::string as;  // "open", "later", "drafter"
    int step = 0;    // 0: as drafter
  };
  std::int64_t open = 0;     // steps that wait now
  std::int64_t later = 0;    // steps that will
  std::int64_t drafted = 0;  // documents of the person's own
  bool more = false;         // there are more than were counted
  std::vector<Entry> first;  // some of it

  [[nodiscard]] bool Nothing() const { return open + later + drafted == 0; }
};

// approval-request. Blocks within a deadline of its own.
class WorkSource {
 public:
  virtual ~WorkSource() = default;
  virtual WaitingWork WaitingFor(EmployeeId person) = 0;
  // Hands over what waits for somebody who has left. What is not done in time goes on there.
  virtual void HandOver(EmployeeId person) = 0;
};

// What somebody has begun in this service and nobody can finish for them. Thread-safe.
class UnfinishedWork {
 public:
  virtual ~UnfinishedWork() = default;
  // Ends it, of somebody who has left; again it changes nothing. Throws Unavailable when the
  // database does not answer: what is left then ends later by itself.
  virtual void End(EmployeeId leaver) = 0;
};

}  // namespace erp::employee
