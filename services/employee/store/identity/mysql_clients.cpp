#include "employee/store/identity/mysql_clients.h"

#include <algorithm>

#include "employee/domain/refusals.h"
#include "mysql/errors.h"

namespace erp::employee {
namespace {

const std::string kSelect =
    "SELECT c.client_id, c.service, c.employee_id, c.secret_hash, c.locked_at IS NOT NULL, "
    "COALESCE(e.active + 0, 1), c.created_at FROM clients c "
    "LEFT JOIN employees e ON e.id = c.employee_id ";

KnownClient ReadClient(const mysql::Row& row) {
  KnownClient known{.client = {.id = row.Text(0), .service = row.OptionalText(1).value_or("")},
                    .secret_hash = row.Text(3),
                    .locked = row.Integer(4) != 0,
                    .active = row.Integer(5) != 0,
                    .created = row.Time(6)};
  if (const auto employee = row.OptionalInteger(2)) known.client.employee = EmployeeId(*employee);
  return known;
}

Error ClientExists() {
  return {ErrorCode::kConflict, "client-exists", "Another client has this id."};
}

// Nothing, or why nobody can act as this person.
std::optional<Error> RefusePerson(mysql::Session& session, EmployeeId person) {
  const auto rows = session.Query(
      "SELECT active + 0 FROM employees WHERE id = ? LOCK IN SHARE MODE", {person.value()});
  if (rows.empty()) return EmployeeNotFound();
  if (rows[0].Integer(0) == 0) return EmployeeInactive();
  return std::nullopt;
}

}  // namespace

std::optional<KnownClient> MysqlClients::Find(const std::string& id) {
  const auto rows = pool_.Query(kSelect + "WHERE c.client_id = ?", {id});
  if (rows.empty()) return std::nullopt;
  return ReadClient(rows[0]);
}

std::vector<KnownClient> MysqlClients::All() {
  std::vector<KnownClient> clients;
  for (const auto& row : pool_.Query(kSelect + "ORDER BY c.client_id", {})) {
    clients.push_back(ReadClient(row));
  }
  return clients;
}

Result<void> MysqlClients::Add(const Client& client,
                               const std::string& secret_hash,
                               Instant now) try {
  return pool_.Transact([&](mysql::Session& session) -> Result<void> {
    if (client.employee) {
      if (auto refused = RefusePerson(session, *client.employee)) return *std::move(refused);
    }
    const auto person = client.employee ? mysql::Value(client.employee->value()) : mysql::Value();
    const auto service = client.service.empty() ? mysql::Value() : mysql::Value(client.service);
    session.Execute(
        "INSERT INTO clients (client_id, secret_hash, service, employee_id, created_at, "
        "changed_at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        {client.id, secret_hash, service, person, now, now});
    return {};
  });
} catch (const mysql::DuplicateKey&) {
  return ClientExists();
}

void MysqlClients::Keep(const std::vector<Wanted>& clients, Instant now) {
  auto sorted = clients;
  std::sort(sorted.begin(), sorted.end(),
            [](const Wanted& left, const Wanted& right) { return left.id < right.id; });
  pool_.Transact(
      [&](mysql::Session& session) {
        for (const auto& one : sorted) {
          session.Execute(
              "INSERT INTO clients (client_id, secret_hash, service, created_at, changed_at) "
              "VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE "
              "changed_at = IF(secret_hash = VALUES(secret_hash) AND service <=> VALUES(service), "
              "changed_at, VALUES(changed_at)), secret_hash = VALUES(secret_hash), "
              "service = VALUES(service), employee_id = NULL",
              {one.id, one.secret_hash, one.service, now, now});
        }
      },
      mysql::LostCommit::kRepeat);
}

bool MysqlClients::SetLocked(const std::string& id, bool locked, Instant now) {
  return pool_.Transact(
      [&](mysql::Session& session) {
        return session
                   .Execute("UPDATE clients SET locked_at = ? WHERE client_id = ?",
                            {locked ? mysql::Value(now) : mysql::Value(), id})
                   .matched > 0;
      },
      mysql::LostCommit::kRepeat);
}

bool MysqlClients::Remove(const std::string& id) {
  return pool_.Transact([&](mysql::Session& session) {
    return session.Execute("DELETE FROM clients WHERE client_id = ?", {id}).matched > 0;
  });
}

}  // namespace erp::employee
