#include "employee/store/organisation/people_entry.h"

#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "employee/domain/organisation/person_changed.h"
#include "employee/domain/refusals.h"
#include "employee/store/leave/ledger_table.h"
#include "employee/store/leave/opening_grants.h"
#include "employee/store/many_rows.h"
#include "employee/store/organisation/department_table.h"
#include "employee/store/organisation/employee_row.h"

namespace erp::employee {
namespace {

std::int64_t KeyOfRow(std::uint32_t row) { return -1 - static_cast<std::int64_t>(row); }

template <typename Ids>
mysql::Values ValuesOf(const Ids& ids) {
  mysql::Values values;
  for (const auto& id : ids) values.emplace_back(id);
  return values;
}

}  // namespace

Result<std::vector<EmployeeId>> PeopleEntry::Run() {
  if (const auto read = Read(); !read) return read.error();
  if (auto refusal = RefusalOfManagers()) return *std::move(refusal);
  if (auto refusal = PlaceAll()) return *std::move(refusal);
  Hire();
  Change();
  AppendHistories();
  std::vector<EmployeeId> ids;
  for (const auto& person : entered_) ids.push_back(person.after.id);
  return ids;
}

// Locks those who are there, by ascending id, and finds out what everybody is to be.
Result<void> PeopleEntry::Read() {
  std::map<std::int64_t, Employee> found;
  std::set<std::int64_t> ids;
  for (const auto& person : people_) {
    if (person.id) ids.insert(person.id->value());
  }
  if (!ids.empty()) {
    const InList list(ValuesOf(ids));
    for (const auto& row :
         session_.Query("SELECT " + kEmployeeColumns + " FROM employees e WHERE e.id IN " +
                            list.places() + " ORDER BY e.id FOR UPDATE",
                        list.values())) {
      auto employee = ReadEmployee(row);
      const auto id = employee.id.value();
      found.emplace(id, std::move(employee));
    }
  }
  for (const auto& wanted : people_) {
    Person person{.wanted = &wanted, .before = std::nullopt, .after = {}};
    if (wanted.id) {
      const auto at = found.find(wanted.id->value());
      if (at == found.end()) return EmployeeNotFound();
      person.before = at->second;
    }
    auto after = Changed(person.before.value_or(Employee()), wanted.change, std::nullopt);
    if (!after) return after.error();
    person.after = *std::move(after);
    if (!wanted.number.empty()) person.after.number = wanted.number;
    if (!person.before) person.after.created_at = entering_.now.at;
    entered_.push_back(std::move(person));
  }
  return {};
}

// Everybody above is locked against changes until the transaction has ended, as by
// RefusalOfManager, but level by level for all together.
std::optional<Error> PeopleEntry::RefusalOfManagers() {
  std::set<std::int64_t> level;
  std::set<std::int64_t> direct;
  for (const auto& person : entered_) {
    const auto key = person.before ? person.after.id.value() : KeyOfRow(person.wanted->row);
    const auto& manager = person.after.profile.manager;
    own_.insert(key);
    if (person.wanted->manager_row) {
      managers_.emplace(key, KeyOfRow(*person.wanted->manager_row));
    } else if (!manager) {
      managers_.emplace(key, 0);
    } else {
      managers_.emplace(key, manager->value());
      if (!person.before || person.before->profile.manager != manager) {
        level.insert(manager->value());
        direct.insert(manager->value());
      }
    }
  }
  while (!level.empty()) {
    const InList list(ValuesOf(level));
    std::set<std::int64_t> next;
    std::size_t found = 0;
    for (const auto& row : session_.Query("SELECT id, active, manager_id FROM employees WHERE id "
                                          "IN " +
                                              list.places() + " ORDER BY id LOCK IN SHARE MODE",
                                          list.values())) {
      ++found;
      const auto id = row.Integer(0);
      if (row.Integer(1) == 0 && direct.contains(id)) return ManagerNotUsable();
      managers_.emplace(id, row.OptionalInteger(2).value_or(0));
      const auto above = Beyond(managers_.at(id));
      if (above > 0 && !managers_.contains(above)) next.insert(above);
    }
    if (found < level.size()) return ManagerNotUsable();
    level = std::move(next);
    direct.clear();
  }
  return Ring();
}

// The first one of the line from here on who is none of these people; these are locked already.
std::int64_t PeopleEntry::Beyond(std::int64_t key) const {
  for (std::size_t steps = 0; steps <= own_.size() && own_.contains(key); ++steps) {
    key = managers_.at(key);
  }
  return own_.contains(key) ? 0 : key;
}

std::optional<Error> PeopleEntry::Ring() const {
  for (const auto& person : entered_) {
    const bool other =
        !person.before || person.before->profile.manager != person.after.profile.manager;
    if (!other) continue;
    std::vector<EmployeeId> line;
    const auto start = person.before ? person.after.id.value() : KeyOfRow(person.wanted->row);
    std::size_t steps = 0;
    for (auto at = managers_.find(start); at != managers_.end() && at->second != 0;
         at = managers_.find(at->second)) {
      if (at->first > 0) line.emplace_back(at->first);
      if (at->second == start || ++steps > managers_.size()) return ManagerRing(line);
    }
  }
  return std::nullopt;
}

// Departments by their ids, all at once; the names are theirs.
std::optional<Error> PeopleEntry::PlaceAll() {
  std::set<std::int64_t> ids;
  for (const auto& person : entered_) {
    if (person.after.profile.department_id) ids.insert(person.after.profile.department_id->value());
  }
  std::map<std::int64_t, std::pair<std::string, bool>> found;
  while (!ids.empty()) {
    const auto end = ids.size() > PeopleRoll::kMostAtOnce
                         ? std::next(ids.begin(), PeopleRoll::kMostAtOnce)
                         : ids.end();
    const InList list(ValuesOf(std::set<std::int64_t>(ids.begin(), end)));
    for (const auto& row : session_.Query("SELECT id, name, active FROM departments WHERE id IN " +
                                              list.places() + " ORDER BY id LOCK IN SHARE MODE",
                                          list.values())) {
      found[row.Integer(0)] = {row.Text(1), row.Integer(2) != 0};
    }
    ids.erase(ids.begin(), end);
  }
  for (auto& person : entered_) {
    auto& profile = person.after.profile;
    const bool same =
        person.before && person.before->profile.department_id == profile.department_id;
    if (same) continue;
    if (!profile.department_id) {
      return DepartmentNotUsable("/department", "is not a department");
    }
    const auto at = found.find(profile.department_id->value());
    if (at == found.end()) return DepartmentNotUsable("/departmentId", "is not a department");
    if (!at->second.second) {
      return DepartmentNotUsable("/departmentId", "is a department that is closed");
    }
    profile.department = at->second.first;
  }
  return std::nullopt;
}

void PeopleEntry::InsertRows(const std::vector<Person*>& people) {
  ManyRows rows(session_,
                "INSERT INTO employees (name, email, department, position, manager_id, hired_on, "
                "department_id, number, active, version, created_at, updated_at) VALUES ",
                "(?, ?, ?, ?, ?, ?, ?, ?, 1, 1, ?, ?)");
  mysql::Values numbers;
  const auto at = entering_.now.at;
  for (auto* person : people) {
    auto& profile = person->after.profile;
    if (person->wanted->manager_row) {
      // Inserted before, in an earlier call.
      profile.manager = EmployeeId(managers_.at(KeyOfRow(*person->wanted->manager_row)));
    }
    rows.Add({profile.name, mysql::Nullable(profile.email), profile.department, profile.position,
              IdValue(profile.manager), DateValue(profile.hired_on), IdValue(profile.department_id),
              mysql::Nullable(person->after.number), at, at});
    numbers.emplace_back(person->after.number.value_or(""));
  }
  rows.Finish();
  const InList list(std::move(numbers));
  std::unordered_map<std::string, EmployeeId> ids;
  for (const auto& row : session_.Query(
           "SELECT number, id FROM employees WHERE number IN " + list.places(), list.values())) {
    ids.emplace(row.Text(0), EmployeeId(row.Integer(1)));
  }
  for (auto* person : people) person->after.id = ids.at(person->after.number.value_or(""));
}

// Level by level: a manager has an id before those below are inserted.
void PeopleEntry::Hire() {
  std::vector<Person*> level;
  std::vector<EmployeeId> ids;
  std::vector<Event> events;
  const auto insert = [&] {
    if (level.empty()) return;
    InsertRows(level);
    for (const auto* person : level) {
      managers_[KeyOfRow(person->wanted->row)] = person->after.id.value();
      ids.push_back(person->after.id);
      events.emplace_back(HiredBy(person->after, entering_.now.at, entering_.now.on));
    }
    level.clear();
  };
  for (auto& person : entered_) {
    if (person.before) continue;
    if (!level.empty() && level.back()->wanted->above != person.wanted->above) insert();
    level.push_back(&person);
  }
  insert();
  if (ids.empty()) return;
  openings_ = OpenAccounts(session_, ids, entering_.opening, entering_.now);
  outgoing_.AppendMany(events);
}

void PeopleEntry::Change() {
  for (auto& person : entered_) {
    if (!person.before) continue;
    if (person.wanted->manager_row) {
      person.after.profile.manager =
          EmployeeId(managers_.at(KeyOfRow(*person.wanted->manager_row)));
    }
    WriteChange(session_, outgoing_, *person.before, person.after, entering_.now);
  }
}

void PeopleEntry::AppendHistories() {
  HistoryRows rows(session_);
  const Note note{.reason = std::nullopt, .actor = entering_.actor, .at = entering_.now.at};
  for (const auto& person : entered_) {
    const auto& profile = person.after.profile;
    if (!person.before) {
      rows.Add(person.after.id, profile.hired_on.value_or(entering_.now.on), PlacementOf(profile),
               "hired", note);
    } else if (PlacementOf(profile) != PlacementOf(person.before->profile)) {
      rows.Add(person.after.id, entering_.now.on, PlacementOf(profile), "changed", note);
    }
  }
  rows.Finish();
}

}  // namespace erp::employee
