#include "employee/store/organisation/link_organisation.h"

#include "common/clock.h"

namespace erp::employee {
namespace {

constexpr std::int64_t kPart = 2000;

}  // namespace

Linked LinkOrganisation(mysql::Session& session) {
  Linked linked;
  const auto last = session.Query("SELECT COALESCE(MAX(id), 0) FROM employees")[0].Integer(0);
  for (std::int64_t from = 0; from < last; from += kPart) {
    const Instant now = SystemClock().Now();
    const mysql::Value after = from;
    const mysql::Value upto = from + kPart;
    const auto unplaced = session.Query(
        "SELECT COUNT(*) FROM employees e LEFT JOIN departments d ON d.id = e.department_id "
        "WHERE e.id > ? AND e.id <= ? AND (d.id IS NULL OR (e.active = 1 AND d.name <> "
        "e.department))",
        {after, upto});
    if (unplaced[0].Integer(0) > 0) {
      session.Execute(
          "INSERT INTO departments (name, sort_order, created_at, updated_at) "
          "SELECT DISTINCT e.department, 0, ?, ? FROM employees e "
          "LEFT JOIN departments d ON d.name = e.department "
          "WHERE e.id > ? AND e.id <= ? AND d.id IS NULL "
          "ON DUPLICATE KEY UPDATE id = departments.id",
          {now, now, after, upto});
      linked.placed += session
                           .Execute(
                               "UPDATE employees e JOIN (SELECT name, MIN(id) AS id FROM "
                               "departments GROUP BY name) n ON n.name = e.department "
                               "LEFT JOIN departments d ON d.id = e.department_id "
                               "SET e.department_id = n.id WHERE e.id > ? AND e.id <= ? AND "
                               "(d.id IS NULL OR (e.active = 1 AND d.name <> e.department))",
                               {after, upto})
                           .matched;
    }
    session.Execute(
        "INSERT INTO positions (name, sort_order) SELECT DISTINCT e.position, 1000 FROM "
        "employees e LEFT JOIN positions p ON p.name = e.position "
        "WHERE e.id > ? AND e.id <= ? AND p.id IS NULL ON DUPLICATE KEY UPDATE id = positions.id",
        {after, upto});
    linked.entries +=
        session
            .Execute(
                "INSERT INTO employee_history (employee_id, effective_on, department_id, "
                "department, position, manager_id, kind, recorded_at) "
                "SELECT e.id, COALESCE(e.hired_on, DATE(e.created_at)), e.department_id, "
                "e.department, e.position, e.manager_id, 'found', ? FROM employees e "
                "LEFT JOIN employee_history h ON h.employee_id = e.id "
                "WHERE e.id > ? AND e.id <= ? AND h.id IS NULL",
                {now, after, upto})
            .matched;
  }
  return linked;
}

}  // namespace erp::employee
