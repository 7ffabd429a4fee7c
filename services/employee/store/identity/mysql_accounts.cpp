#include "employee/store/identity/mysql_accounts.h"

#include "common/sha256.h"
#include "employee/domain/refusals.h"
#include "mysql/errors.h"

namespace erp::employee {
namespace {

const std::string kByName =
    "SELECT a.id, a.employee_id, a.issuer, a.subject, p.username, p.hash, p.locked_at IS NOT NULL, "
    "e.active + 0 FROM passwords p JOIN accounts a ON a.id = p.account_id "
    "JOIN employees e ON e.id = a.employee_id WHERE p.username_key = ?";

UserAccount ReadAccount(const mysql::Row& row) {
  return {AccountId(row.Integer(0)), EmployeeId(row.Integer(1)), row.Text(2), row.Text(3)};
}

LocalAccount ReadLocal(const mysql::Row& row) {
  return {.account = ReadAccount(row),
          .username = row.Text(4),
          .password_hash = row.Text(5),
          .locked = row.Integer(6) != 0,
          .active = row.Integer(7) != 0};
}

Error AccountExists() {
  return {ErrorCode::kConflict, "account-exists", "Another account has this user name."};
}

// Wherever the account is signed in; unlocking it brings none of it back (OWASP ASVS 5.0 V7.4.2).
void EndSignIns(mysql::Session& session, const std::string& username_key, Instant now) {
  for (const char* table : {"refresh_families", "browser_sessions"}) {
    session.Execute(std::string("UPDATE ").append(table).append(
                        " SET ended_at = ? WHERE ended_at IS NULL AND account_id = "
                        "(SELECT account_id FROM passwords WHERE username_key = ?)"),
                    {now, username_key});
  }
}

}  // namespace

std::optional<UserAccount> MysqlAccounts::Find(const std::string& issuer,
                                               const std::string& subject) {
  const auto rows = pool_.Query(
      "SELECT a.id, a.employee_id, a.issuer, a.subject FROM accounts a "
      "JOIN employees e ON e.id = a.employee_id LEFT JOIN passwords p ON p.account_id = a.id "
      "WHERE a.issuer = ? AND a.subject = ? AND e.active + 0 = 1 AND p.locked_at IS NULL",
      {issuer, subject});
  if (rows.empty()) return std::nullopt;
  return ReadAccount(rows[0]);
}

std::optional<LocalAccount> MysqlAccounts::FindByName(const std::string& username) {
  const auto rows = pool_.Query(kByName, {UsernameKey(username)});
  if (rows.empty()) return std::nullopt;
  return ReadLocal(rows[0]);
}

Result<LocalAccount> MysqlAccounts::Add(EmployeeId employee,
                                        const std::string& username,
                                        const std::string& subject,
                                        const std::string& password_hash,
                                        Instant now) try {
  return pool_.Transact([&](mysql::Session& session) -> Result<LocalAccount> {
    const auto person = session.Query(
        "SELECT active + 0 FROM employees WHERE id = ? LOCK IN SHARE MODE", {employee.value()});
    if (person.empty()) return EmployeeNotFound();
    if (person[0].Integer(0) == 0) return EmployeeInactive();
    const auto written = session.Execute(
        "INSERT INTO accounts (employee_id, issuer, subject, created_at) VALUES (?, ?, ?, ?)",
        {employee.value(), kLocalIssuer, subject, now});
    session.Execute(
        "INSERT INTO passwords (account_id, username, username_key, hash, changed_at) "
        "VALUES (?, ?, ?, ?, ?)",
        {written.insert_id, username, UsernameKey(username), password_hash, now});
    return LocalAccount{.account = {AccountId(written.insert_id), employee, kLocalIssuer, subject},
                        .username = username,
                        .password_hash = password_hash};
  });
} catch (const mysql::DuplicateKey&) {
  return AccountExists();
}

bool MysqlAccounts::SetPassword(const std::string& username,
                                const std::string& hash,
                                const std::string& kept,
                                Instant now) {
  const auto key = UsernameKey(username);
  return pool_.Transact(
      [&](mysql::Session& session) {
        const auto set =
            session.Execute("UPDATE passwords SET hash = ?, changed_at = ? WHERE username_key = ?",
                            {hash, now, key});
        session.Execute(
            "UPDATE refresh_families SET ended_at = ? WHERE ended_at IS NULL AND account_id = "
            "(SELECT account_id FROM passwords WHERE username_key = ?) AND id <> "
            "COALESCE((SELECT family_id FROM refresh_tokens WHERE hash = ?), 0)",
            {now, key, Sha256Hex(kept)});
        return set.matched > 0;
      },
      mysql::LostCommit::kRepeat);
}

bool MysqlAccounts::SetLocked(const std::string& username, bool locked, Instant now) {
  return pool_.Transact(
      [&](mysql::Session& session) {
        const auto set =
            session.Execute("UPDATE passwords SET locked_at = ? WHERE username_key = ?",
                            {locked ? mysql::Value(now) : mysql::Value(), UsernameKey(username)});
        if (locked) EndSignIns(session, UsernameKey(username), now);
        return set.matched > 0;
      },
      mysql::LostCommit::kRepeat);
}

bool MysqlAccounts::RemoveCodes(const std::string& username) {
  return pool_.Transact(
      [&](mysql::Session& session) {
        const auto account = session.Query(
            "SELECT account_id FROM passwords WHERE username_key = ?", {UsernameKey(username)});
        if (account.empty()) return false;
        session.Execute("DELETE FROM totp WHERE account_id = ?", {account[0].Integer(0)});
        return true;
      },
      mysql::LostCommit::kRepeat);
}

}  // namespace erp::employee
