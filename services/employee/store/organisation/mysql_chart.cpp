#include "employee/store/organisation/mysql_chart.h"

#include <tuple>
#include <utility>

#include "employee/domain/refusals.h"
#include "employee/store/organisation/department_table.h"
#include "employee/store/organisation/employee_row.h"
#include "employee/store/request_keys.h"
#include "mysql/errors.h"

namespace erp::employee {
namespace {

constexpr const char* kCreateDepartment = "POST /departments";
constexpr const char* kCreatePosition = "POST /positions";

std::string SelectDepartment(const std::string& rest) {
  return std::string("SELECT ").append(kDepartmentColumns).append(" FROM departments d ") + rest;
}

std::optional<Error> RefusalOfHead(mysql::Session& session, EmployeeId head) {
  const auto rows =
      session.Query("SELECT active FROM employees WHERE id = ? LOCK IN SHARE MODE", {head.value()});
  if (!rows.empty() && rows[0].Integer(0) != 0) return std::nullopt;
  return InvalidBody({{"/headId", "must be an active employee"}});
}

// Climbs up from the parent, where `id` must not be. The one row of department_moves is locked by
// then, so nobody moves a department meanwhile.
std::optional<Error> RefusalOfParent(mysql::Session& session,
                                     std::optional<DepartmentId> id,
                                     DepartmentId parent) {
  std::optional<DepartmentId> next = parent;
  for (int level = 0; next; ++level) {
    if (next == id || level > 1000) return DepartmentRing();
    const auto rows =
        session.Query("SELECT active, parent_id FROM departments WHERE id = ? LOCK IN SHARE MODE",
                      {next->value()});
    const bool usable = !rows.empty() && rows[0].Integer(0) != 0;
    if (*next == parent && !usable) {
      return DepartmentNotUsable("/parentId", "must be an active department");
    }
    if (rows.empty()) break;
    next = ReadId<DepartmentId>(rows[0], 1);
  }
  return std::nullopt;
}

bool InUse(mysql::Session& session, DepartmentId id) {
  const auto rows = session.Query(
      "SELECT EXISTS (SELECT 1 FROM employees WHERE department_id = ? AND active = 1) + "
      "EXISTS (SELECT 1 FROM departments WHERE parent_id = ? AND active = 1) + "
      "EXISTS (SELECT 1 FROM employee_posts WHERE department_id = ? AND ended_on IS NULL)",
      {id.value(), id.value(), id.value()});
  return rows[0].Integer(0) != 0;
}

std::optional<Error> Refusal(mysql::Session& session,
                             const Department& before,
                             const Department& after) {
  const bool opened = after.active && !before.active;
  if (after.parent && (after.parent != before.parent || opened)) {
    if (auto refusal = RefusalOfParent(session, before.id, *after.parent)) return refusal;
  }
  if (after.head && after.head != before.head) {
    if (auto refusal = RefusalOfHead(session, *after.head)) return refusal;
  }
  if (before.active && !after.active && InUse(session, before.id)) return DepartmentInUse();
  return std::nullopt;
}

// A new name is a change of everybody in the department. Those who have left keep the one that it
// had then.
void Rename(mysql::Session& session, Outgoing& outgoing, const Department& department, Moment now) {
  static const std::string sql =
      "SELECT " + kEmployeeColumns +
      " FROM employees e WHERE e.department_id = ? AND e.active + 0 = 1 ORDER BY e.id FOR UPDATE";
  for (const auto& row : session.Query(sql, {department.id.value()})) {
    const Employee before = ReadEmployee(row);
    Employee after = before;
    after.profile.department = department.name;
    WriteChange(session, outgoing, before, after, now);
  }
}

void Store(mysql::Session& session,
           Outgoing& outgoing,
           const Department& before,
           const Department& after,
           Moment now) {
  session.Execute(
      "UPDATE departments SET name = ?, code = ?, parent_id = ?, sort_order = ?, head_id = ?, "
      "active = ?, version = version + 1, updated_at = ? WHERE id = ?",
      {after.name, mysql::Nullable(after.code), IdValue(after.parent), after.order,
       IdValue(after.head), after.active, now.at, after.id.value()});
  if (after.name != before.name) Rename(session, outgoing, after, now);
}

}  // namespace

std::vector<Department> MysqlChart::Departments(const DepartmentFilter& filter,
                                                int limit,
                                                std::optional<DepartmentId> before) {
  std::string sql = SelectDepartment("WHERE 1 = 1");
  mysql::Values values;
  const auto where = [&](const char* condition, std::int64_t value) {
    sql += condition;
    values.emplace_back(value);
  };
  if (filter.parent) where(" AND d.parent_id = ?", filter.parent->value());
  if (!filter.include_inactive) sql += " AND d.active = 1";
  if (before) where(" AND d.id < ?", before->value());
  where(" ORDER BY d.id DESC LIMIT ?", limit);
  std::vector<Department> departments;
  for (const auto& row : pool_.Query(sql, values)) departments.push_back(ReadDepartment(row));
  return departments;
}

std::optional<Department> MysqlChart::FindDepartment(DepartmentId id) {
  static const std::string sql = SelectDepartment("WHERE d.id = ?");
  const auto rows = pool_.Query(sql, {id.value()});
  if (rows.empty()) return std::nullopt;
  return ReadDepartment(rows[0]);
}

Result<Made<Department>> MysqlChart::Create(const DepartmentChange& change,
                                            Instant at,
                                            const std::optional<RequestKey>& key) {
  try {
    return OncePerKey(key, [&] { return TryCreate(change, at, key); });
  } catch (const mysql::DuplicateKey&) {
    return DepartmentExists();
  }
}

Result<Made<Department>> MysqlChart::TryCreate(const DepartmentChange& change,
                                               Instant at,
                                               const std::optional<RequestKey>& key) {
  static const std::string read = SelectDepartment("WHERE d.id = ?");
  return pool_.Transact(
      [&](mysql::Session& session) -> Result<Made<Department>> {
        if (const auto earlier = FindKey(session, kCreateDepartment, key)) {
          if (!*earlier) return earlier->error();
          return Made(ReadDepartment(session.Query(read, {**earlier}).at(0)), true);
        }
        Department department = Changed({}, change);
        if (department.parent) {
          if (auto refusal = RefusalOfParent(session, std::nullopt, *department.parent)) {
            return *std::move(refusal);
          }
        }
        if (department.head) {
          if (auto refusal = RefusalOfHead(session, *department.head)) return *std::move(refusal);
        }
        TakeKey(session, kCreateDepartment, key, 0, at);
        const auto made = session.Execute(
            "INSERT INTO departments (name, code, parent_id, sort_order, head_id, active, "
            "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            {department.name, mysql::Nullable(department.code), IdValue(department.parent),
             department.order, IdValue(department.head), department.active, at, at});
        department.id = DepartmentId(made.insert_id);
        CompleteKey(session, kCreateDepartment, key, department.id.value());
        return Made(std::move(department));
      },
      key ? mysql::LostCommit::kRepeat : mysql::LostCommit::kReport);
}

Result<Department> MysqlChart::Change(DepartmentId id,
                                      const DepartmentChange& change,
                                      std::optional<std::int64_t> expected,
                                      Moment now) {
  try {
    return TryChange(id, change, expected, now);
  } catch (const mysql::DuplicateKey&) {
    return DepartmentExists();
  }
}

Result<Department> MysqlChart::TryChange(DepartmentId id,
                                         const DepartmentChange& change,
                                         std::optional<std::int64_t> expected,
                                         Moment now) {
  static const std::string lock = SelectDepartment("WHERE d.id = ? FOR UPDATE");
  return transactions_.Transact(
      [&](mysql::Session& session, Outgoing& outgoing) -> Result<Department> {
        // The row of moves before any department's, everywhere.
        if (change.parent || change.active) {
          session.Query("SELECT id FROM department_moves WHERE id = 1 FOR UPDATE");
        }
        const auto rows = session.Query(lock, {id.value()});
        if (rows.empty()) return DepartmentNotFound();
        const auto before = ReadDepartment(rows[0]);
        auto after = Changed(before, change);
        const auto same = [](const Department& d) {
          return std::tie(d.name, d.code, d.parent, d.order, d.head, d.active);
        };
        if (same(before) == same(after)) return before;
        if (expected && *expected != before.version) {
          return Error{ErrorCode::kPreconditionFailed, "version-mismatch",
                       "Somebody changed this department in the meantime; read it again."};
        }
        if (auto refusal = Refusal(session, before, after)) return *std::move(refusal);
        Store(session, outgoing, before, after, now);
        ++after.version;
        return after;
      });
}

std::vector<JobPosition> MysqlChart::Positions() {
  std::vector<JobPosition> positions;
  for (const auto& row : pool_.Query(
           "SELECT id, name, sort_order FROM positions ORDER BY sort_order, name LIMIT 1000")) {
    positions.push_back({PositionId(row.Integer(0)), row.Text(1), row.Integer(2)});
  }
  return positions;
}

Result<Made<JobPosition>> MysqlChart::CreatePosition(const std::string& name,
                                                     std::int64_t order,
                                                     Instant at,
                                                     const std::optional<RequestKey>& key) {
  const auto create = [&](mysql::Session& session) -> Result<Made<JobPosition>> {
    if (const auto earlier = FindKey(session, kCreatePosition, key)) {
      if (!*earlier) return earlier->error();
      const auto rows =
          session.Query("SELECT name, sort_order FROM positions WHERE id = ?", {**earlier});
      return Made(JobPosition{PositionId(**earlier), rows.at(0).Text(0), rows.at(0).Integer(1)},
                  true);
    }
    TakeKey(session, kCreatePosition, key, 0, at);
    const auto made =
        session.Execute("INSERT INTO positions (name, sort_order) VALUES (?, ?)", {name, order});
    CompleteKey(session, kCreatePosition, key, made.insert_id);
    return Made(JobPosition{PositionId(made.insert_id), name, order});
  };
  const auto lost = key ? mysql::LostCommit::kRepeat : mysql::LostCommit::kReport;
  try {
    return OncePerKey(key, [&] { return pool_.Transact(create, lost); });
  } catch (const mysql::DuplicateKey&) {
    return PositionExists();
  }
}

Result<JobPosition> MysqlChart::ReorderPosition(PositionId id, std::int64_t order) {
  return pool_.Transact([&](mysql::Session& session) -> Result<JobPosition> {
    const auto rows =
        session.Query("SELECT name FROM positions WHERE id = ? FOR UPDATE", {id.value()});
    if (rows.empty()) return PositionNotFound();
    session.Execute("UPDATE positions SET sort_order = ? WHERE id = ?", {order, id.value()});
    return JobPosition{id, rows[0].Text(0), order};
  });
}

}  // namespace erp::employee
