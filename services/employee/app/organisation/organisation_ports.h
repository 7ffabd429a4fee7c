// What the use cases about departments, posts and dates need from outside. Each method of a
// database is a whole unit of work. Implementations are thread-safe and throw Unavailable when what
// they speak to does not answer.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "employee/app/organisation/people_file_ports.h"
#include "employee/app/organisation/ports.h"
#include "employee/domain/organisation/department.h"
#include "employee/domain/organisation/post.h"
#include "employee/domain/organisation/timeline.h"

namespace erp::employee {

struct DepartmentFilter {
  std::optional<DepartmentId> parent;
  bool include_inactive = false;
};

class OrganisationChart {
 public:
  virtual ~OrganisationChart() = default;

  // By descending id, below `before`, at most `limit`.
  virtual std::vector<Department> Departments(const DepartmentFilter& filter,
                                              int limit,
                                              std::optional<DepartmentId> before) = 0;
  virtual std::optional<Department> FindDepartment(DepartmentId id) = 0;

  // Refuses a parent that is not an active department, a head who is not active, and a sibling of
  // the same name. Here and below a `key` that was used for another request is refused, and a
  // repeat makes nothing.
  virtual Result<Made<Department>> Create(const DepartmentChange& department,
                                          Instant at,
                                          const std::optional<RequestKey>& key) = 0;
  // Also refuses another version than `expected`, a place below itself, also together with a
  // simultaneous move, and closing one with active people or departments in it. A new name becomes
  // that of its people's department.
  virtual Result<Department> Change(DepartmentId id,
                                    const DepartmentChange& change,
                                    std::optional<std::int64_t> expected,
                                    Moment now) = 0;

  // By their order.
  virtual std::vector<JobPosition> Positions() = 0;
  virtual Result<Made<JobPosition>> CreatePosition(const std::string& name,
                                                   std::int64_t order,
                                                   Instant at,
                                                   const std::optional<RequestKey>& key) = 0;
  virtual Result<JobPosition> ReorderPosition(PositionId id, std::int64_t order) = 0;
};

// A change of somebody's place from a date on.
struct DatedChange {
  Date effective_on{};
  PlacementChange change;
  Note note;
};

class PlacementHistory {
 public:
  virtual ~PlacementHistory() = default;

  // Arranged; nothing for an unknown person.
  virtual std::optional<std::vector<HistoryEntry>> Entries(EmployeeId id) = 0;
  // In the order of their dates.
  virtual std::vector<PlannedChange> Plans(EmployeeId id) = 0;

  // A later date than today is planned; an earlier one is a correction: an entry of that date,
  // which holds until the next one. When what holds today is another thing then, the person changes
  // with it. Refuses as EmployeeRepository::Update does, and "no-history" before the first entry.
  struct Recorded {
    std::optional<PlannedChange> planned = {};  // absent: it holds already
    bool replayed = false;
  };
  virtual Result<Recorded> Record(EmployeeId id,
                                  const DatedChange& change,
                                  Moment now,
                                  const std::optional<RequestKey>& key) = 0;
  virtual Result<PlannedChange> Cancel(EmployeeId id, std::int64_t change, Instant at) = 0;

  // At most `limit` planned changes whose date is `on` or earlier, in the order of (date, id).
  virtual std::vector<PlannedChange> Due(Date on, int limit) = 0;
  // One transaction for each: the person changes, or the change is refused and says why. Nothing
  // happens when it was settled already. What it came to.
  virtual PlanState Apply(const PlannedChange& plan, Moment now) = 0;
};

class PostRegister {
 public:
  virtual ~PostRegister() = default;

  // Nothing for an unknown person. Not those that have ended.
  virtual std::optional<std::vector<Post>> Posts(EmployeeId id) = 0;
  // Refuses somebody who has left, a department or manager as everywhere, and too many.
  virtual Result<Made<Post>> Add(EmployeeId id,
                                 const Post& post,
                                 Moment now,
                                 const std::optional<RequestKey>& key) = 0;
  virtual Result<void> End(EmployeeId id, PostId post, Date on) = 0;

  virtual std::optional<std::vector<std::string>> Roles(EmployeeId id) = 0;
  // Another set of them is a change of the person: the next version, which is published.
  virtual Result<std::vector<std::string>> SetRoles(EmployeeId id,
                                                    const std::vector<std::string>& roles,
                                                    Moment now) = 0;
};

// What the resolver of approval lines asks.
class LineSource {
 public:
  virtual ~LineSource() = default;

  struct PersonOn {
    EmployeeId id;
    std::string name;
    bool active = true;                  // now
    std::optional<Placement> placement;  // on the date; nothing: not in the company then
  };
  // `on`: nothing for today, which is what the person's row says.
  virtual std::optional<PersonOn> Find(EmployeeId id, std::optional<Date> on) = 0;
  virtual std::optional<Department> FindDepartment(DepartmentId id) = 0;
  // Today, those that exist, in no order.
  virtual std::vector<PersonOn> FindPeople(const std::vector<EmployeeId>& ids) = 0;
  virtual std::vector<Department> FindDepartments(const std::vector<DepartmentId>& ids) = 0;
  virtual std::vector<Department> DepartmentsNamed(const std::string& name) = 0;
  virtual std::optional<Post> FindPost(EmployeeId id, PostId post) = 0;
  // Active people by their id, at most `limit`.
  virtual std::vector<EmployeeId> Holders(const std::string& role, int limit) = 0;
};

// All must outlive the use cases.
struct OrganisationPorts {
  std::reference_wrapper<OrganisationChart> chart;
  std::reference_wrapper<PlacementHistory> history;
  std::reference_wrapper<PostRegister> posts;
  std::reference_wrapper<LineSource> lines;
  std::reference_wrapper<PeopleRoll> roll;
};

}  // namespace erp::employee
