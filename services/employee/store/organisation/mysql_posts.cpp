#include "employee/store/organisation/mysql_posts.h"

#include <set>
#include <utility>

#include "employee/domain/refusals.h"
#include "employee/store/leave/ledger_table.h"
#include "employee/store/many_rows.h"
#include "employee/store/organisation/department_table.h"
#include "employee/store/organisation/employee_row.h"
#include "employee/store/organisation/reporting_line.h"
#include "employee/store/request_keys.h"

namespace erp::employee {
namespace {

constexpr const char* kAddPost = "POST /employees/{id}/posts";

const std::string kAnyPost =
    "SELECT p.id, p.department_id, d.name, p.position, p.title, p.manager_id, p.since "
    "FROM employee_posts p JOIN departments d ON d.id = p.department_id ";
const std::string kPost = kAnyPost + "WHERE p.employee_id = ? AND p.ended_on IS NULL";

Post ReadPost(const mysql::Row& row) {
  Post post;
  post.id = PostId(row.Integer(0));
  post.department_id = ReadId<DepartmentId>(row, 1);
  post.department = row.Text(2);
  post.position = row.Text(3);
  post.title = row.OptionalText(4);
  post.manager = ReadId<EmployeeId>(row, 5);
  post.since = OptionalDate(row, 6).value();
  return post;
}

// Also one that has ended since.
Post PostById(mysql::Session& session, PostId id) {
  static const std::string sql = kAnyPost + "WHERE p.id = ?";
  return ReadPost(session.Query(sql, {id.value()}).at(0));
}

std::optional<Error> RefusalOfPost(mysql::Session& session, EmployeeId id, const Post& post) {
  if (post.manager) {
    if (auto refusal = RefusalOfManager(session, std::nullopt, *post.manager)) return refusal;
  }
  const auto had = session.Query(
      "SELECT COUNT(*) FROM employee_posts WHERE employee_id = ? AND ended_on IS NULL",
      {id.value()});
  if (had[0].Integer(0) >= static_cast<std::int64_t>(kMostPosts)) return TooManyPosts();
  return std::nullopt;
}

PostId InsertPost(mysql::Session& session, EmployeeId id, const Post& post) {
  KnowPosition(session, post.position);
  const auto written = session.Execute(
      "INSERT INTO employee_posts (employee_id, department_id, position, title, manager_id, "
      "since) VALUES (?, ?, ?, ?, ?, ?)",
      {id.value(), IdValue(post.department_id), post.position, mysql::Nullable(post.title),
       IdValue(post.manager), FormatDate(post.since)});
  return PostId(written.insert_id);
}

std::set<std::string> RolesOf(mysql::Session& session, EmployeeId id) {
  std::set<std::string> roles;
  for (const auto& row :
       session.Query("SELECT role FROM employee_roles WHERE employee_id = ?", {id.value()})) {
    roles.insert(row.Text(0));
  }
  return roles;
}

std::string SelectDepartment(const char* rest) {
  return std::string("SELECT ").append(kDepartmentColumns).append(" FROM departments d ") + rest;
}

// name, active, department and its id, position, manager, whether they were in the company.
LineSource::PersonOn ReadPersonOn(EmployeeId id, const mysql::Row& row) {
  LineSource::PersonOn person;
  person.id = id;
  person.name = row.Text(0);
  person.active = row.Integer(1) != 0;
  if (row.Integer(6) != 0) {
    person.placement = Placement{ReadId<DepartmentId>(row, 2), row.Text(3), row.Text(4),
                                 ReadId<EmployeeId>(row, 5)};
  }
  return person;
}

template <typename Ids>
InList ListOf(const Ids& ids) {
  mysql::Values values;
  for (const auto id : ids) values.emplace_back(id.value());
  return InList(std::move(values));
}

}  // namespace

bool MysqlPosts::Exists(EmployeeId id) {
  return !pool_.Query("SELECT id FROM employees WHERE id = ?", {id.value()}).empty();
}

std::optional<std::vector<Post>> MysqlPosts::Posts(EmployeeId id) {
  static const std::string sql = kPost + " ORDER BY p.id";
  std::vector<Post> posts;
  for (const auto& row : pool_.Query(sql, {id.value()})) posts.push_back(ReadPost(row));
  if (posts.empty() && !Exists(id)) return std::nullopt;
  return posts;
}

Result<Made<Post>> MysqlPosts::Add(EmployeeId id,
                                   const Post& wanted,
                                   Moment now,
                                   const std::optional<RequestKey>& key) {
  const auto add = [&](mysql::Session& session) -> Result<Made<Post>> {
    const auto person = LockEmployee(session, id);
    if (!person) return EmployeeNotFound();
    if (const auto earlier = FindKey(session, kAddPost, key)) {
      if (!*earlier) return earlier->error();
      return Made(PostById(session, PostId(**earlier)), true);
    }
    if (!person->active) {
      return Error{ErrorCode::kConflict, "employee-inactive", "This person has left the company."};
    }
    Post post = wanted;
    const auto placed = PlaceInDepartment(session, post.department_id, post.department, now.at);
    if (!placed) return placed.error();
    if (auto refusal = RefusalOfPost(session, id, post)) return *std::move(refusal);
    post.since = now.on;
    post.id = InsertPost(session, id, post);
    TakeKey(session, kAddPost, key, post.id.value(), now.at);
    return Made(std::move(post));
  };
  const auto lost = key ? mysql::LostCommit::kRepeat : mysql::LostCommit::kReport;
  return OncePerKey(key, [&] { return pool_.Transact(add, lost); });
}

Result<void> MysqlPosts::End(EmployeeId id, PostId post, Date on) {
  return pool_.Transact([&](mysql::Session& session) -> Result<void> {
    if (!LockEmployee(session, id)) return EmployeeNotFound();
    // An ended one stays as it is: a repeat is none.
    const auto written = session.Execute(
        "UPDATE employee_posts SET ended_on = COALESCE(ended_on, ?) WHERE id = ? AND "
        "employee_id = ?",
        {FormatDate(on), post.value(), id.value()});
    if (written.matched == 0) return PostNotFound();
    return {};
  });
}

std::optional<std::vector<std::string>> MysqlPosts::Roles(EmployeeId id) {
  std::vector<std::string> roles;
  for (const auto& row : pool_.Query(
           "SELECT role FROM employee_roles WHERE employee_id = ? ORDER BY role", {id.value()})) {
    roles.push_back(row.Text(0));
  }
  if (roles.empty() && !Exists(id)) return std::nullopt;
  return roles;
}

Result<std::vector<std::string>> MysqlPosts::SetRoles(EmployeeId id,
                                                      const std::vector<std::string>& roles,
                                                      Moment now) {
  return transactions_.Transact(
      [&](mysql::Session& session, Outgoing& outgoing) -> Result<std::vector<std::string>> {
        const auto person = LockEmployee(session, id);
        if (!person) return EmployeeNotFound();
        const std::set<std::string> before = RolesOf(session, id);
        std::set<std::string> after(roles.begin(), roles.end());
        after.erase("employee");
        if (after == before) return roles;
        session.Execute("DELETE FROM employee_roles WHERE employee_id = ?", {id.value()});
        for (const auto& role : after) {
          session.Execute("INSERT INTO employee_roles (role, employee_id) VALUES (?, ?)",
                          {role, id.value()});
        }
        WriteRoleChange(session, outgoing, *person, now);
        return roles;
      });
}

std::optional<LineSource::PersonOn> MysqlLines::Find(EmployeeId id, std::optional<Date> on) {
  const auto rows =
      on ? pool_.Query(
               "SELECT e.name, e.active, h.department_id, h.department, h.position, h.manager_id, "
               "h.id IS NOT NULL FROM employees e LEFT JOIN employee_history h ON h.id = "
               "(SELECT n.id FROM employee_history n WHERE n.employee_id = ? AND "
               "n.effective_on <= ? ORDER BY n.effective_on DESC, n.id DESC LIMIT 1) "
               "WHERE e.id = ?",
               {id.value(), FormatDate(*on), id.value()})
         : pool_.Query(
               "SELECT e.name, e.active, e.department_id, e.department, e.position, "
               "e.manager_id, 1 FROM employees e WHERE e.id = ?",
               {id.value()});
  if (rows.empty()) return std::nullopt;
  return ReadPersonOn(id, rows[0]);
}

std::optional<Department> MysqlLines::FindDepartment(DepartmentId id) {
  static const std::string sql = SelectDepartment("WHERE d.id = ?");
  const auto rows = pool_.Query(sql, {id.value()});
  if (rows.empty()) return std::nullopt;
  return ReadDepartment(rows[0]);
}

std::vector<LineSource::PersonOn> MysqlLines::FindPeople(const std::vector<EmployeeId>& ids) {
  if (ids.empty()) return {};
  const InList list = ListOf(ids);
  std::vector<PersonOn> people;
  for (const auto& row :
       pool_.Query("SELECT e.name, e.active, e.department_id, e.department, e.position, "
                   "e.manager_id, 1, e.id FROM employees e WHERE e.id IN " +
                       list.places(),
                   list.values())) {
    people.push_back(ReadPersonOn(EmployeeId(row.Integer(7)), row));
  }
  return people;
}

std::vector<Department> MysqlLines::FindDepartments(const std::vector<DepartmentId>& ids) {
  if (ids.empty()) return {};
  const InList list = ListOf(ids);
  std::vector<Department> departments;
  for (const auto& row :
       pool_.Query(SelectDepartment("WHERE d.id IN ") + list.places(), list.values())) {
    departments.push_back(ReadDepartment(row));
  }
  return departments;
}

std::vector<Department> MysqlLines::DepartmentsNamed(const std::string& name) {
  static const std::string sql =
      SelectDepartment("WHERE d.name = ? AND d.active = 1 ORDER BY d.id LIMIT 2");
  std::vector<Department> departments;
  for (const auto& row : pool_.Query(sql, {name})) departments.push_back(ReadDepartment(row));
  return departments;
}

std::optional<Post> MysqlLines::FindPost(EmployeeId id, PostId post) {
  static const std::string sql = kPost + " AND p.id = ?";
  const auto rows = pool_.Query(sql, {id.value(), post.value()});
  if (rows.empty()) return std::nullopt;
  return ReadPost(rows[0]);
}

std::vector<EmployeeId> MysqlLines::Holders(const std::string& role, int limit) {
  std::vector<EmployeeId> holders;
  for (const auto& row : pool_.Query(
           "SELECT r.employee_id FROM employee_roles r JOIN employees e ON e.id = r.employee_id "
           "WHERE r.role = ? AND e.active = 1 ORDER BY r.employee_id LIMIT ?",
           {role, limit})) {
    holders.emplace_back(row.Integer(0));
  }
  return holders;
}

}  // namespace erp::employee
