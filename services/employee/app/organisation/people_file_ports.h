// What the use cases of the people file need from a database. Implementations are thread-safe and
// throw Unavailable when it does not answer.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/result.h"
#include "employee/app/company_clock.h"
#include "employee/domain/leave/minutes.h"
#include "employee/domain/organisation/employee.h"

namespace erp::employee {

// A person as a row of the file wants them: all of `change` of somebody new.
struct WantedPerson {
  std::uint32_t row = 0;         // tells them apart, and is what `manager_row` refers to
  std::optional<EmployeeId> id;  // nothing: somebody new, who needs a number
  std::string number = {};       // empty: as it is
  ProfileChange change = {};
  std::optional<std::uint32_t> manager_row = std::nullopt;  // of an earlier one of the same call
  int above = 0;  // managers above; nobody is before their manager
};

// That an import is under way, until it ends.
class ImportTurn {
 public:
  virtual ~ImportTurn() = default;
};

class PeopleRoll {
 public:
  virtual ~PeopleRoll() = default;

  // Nothing while another import is under way, on whatever replica. A turn whose process dies or
  // loses the database ends by itself.
  virtual std::unique_ptr<ImportTurn> TryBegin() = 0;

  // Everybody behind `after` by ascending id, at most `limit`.
  virtual std::vector<Employee> Behind(EmployeeId after, bool include_inactive, int limit) = 0;

  // Of those of the ids who have one.
  virtual std::unordered_map<EmployeeId, std::string> NumbersOf(
      const std::vector<EmployeeId>& ids) = 0;

  // Enters all of these people in one transaction, or none of them: rows, history, for somebody
  // new the leave account with its opening GRANT, and what other services have to know. At most
  // kMostAtOnce. Their ids, in the order of `people`. Refuses as EmployeeRepository does, and a
  // number that somebody else has.
  static constexpr std::size_t kMostAtOnce = 500;
  struct Entering {
    Moment now;
    Minutes opening;
    std::optional<EmployeeId> actor;
  };
  virtual Result<std::vector<EmployeeId>> Enter(const std::vector<WantedPerson>& people,
                                                const Entering& entering) = 0;
};

}  // namespace erp::employee
