#include "employee/store/identity/mysql_refresh_tokens.h"

#include "common/id.h"
#include "common/sha256.h"
#include "employee/domain/identity/refresh.h"
#include "employee/store/identity/refresh_families.h"
#include "observe/log.h"

namespace erp::employee {
namespace {

// The family of a token, locked; nothing for an unknown one.
std::optional<std::int64_t> LockFamily(mysql::Session& session, const std::string& hash) {
  const auto rows = session.Query("SELECT family_id FROM refresh_tokens WHERE hash = ?", {hash});
  if (rows.empty()) return std::nullopt;
  const auto family = rows[0].Integer(0);
  if (session.Query("SELECT id FROM refresh_families WHERE id = ? FOR UPDATE", {family}).empty()) {
    return std::nullopt;
  }
  return family;
}

struct Kept {
  RefreshTimes times;
  UserAccount account;
  bool usable = false;  // neither locked nor of somebody who has left
  std::string application;
};

Kept Read(mysql::Session& session, const std::string& hash) {
  const auto rows = session.Query(
      "SELECT f.signed_in_at, t.issued_at, t.used_at IS NOT NULL, COALESCE(t.used_at, "
      "t.issued_at), "
      "f.ended_at IS NOT NULL, a.id, a.employee_id, a.issuer, a.subject, "
      "e.active + 0 = 1 AND p.locked_at IS NULL, COALESCE(f.client_id, '') FROM refresh_tokens t "
      "JOIN refresh_families f ON f.id = t.family_id JOIN accounts a ON a.id = f.account_id "
      "JOIN employees e ON e.id = a.employee_id LEFT JOIN passwords p ON p.account_id = a.id "
      "WHERE t.hash = ?",
      {hash});
  const auto& row = rows.at(0);
  return {{.signed_in = row.Time(0),
           .issued = row.Time(1),
           .used = row.Integer(2) != 0 ? std::optional(row.Time(3)) : std::nullopt,
           .revoked = row.Integer(4) != 0},
          {AccountId(row.Integer(5)), EmployeeId(row.Integer(6)), row.Text(7), row.Text(8)},
          row.Integer(9) != 0,
          row.Text(10)};
}

}  // namespace

RefreshTokens::Begun MysqlRefreshTokens::Begin(AccountId account, Instant now) {
  return pool_.Transact([&](mysql::Session& session) {
    const auto family =
        BeginFamily(session, {.account = account, .client = "", .session = {}, .signed_in = now});
    return Begun{family.token, std::to_string(family.id)};
  });
}

bool MysqlRefreshTokens::GoesOn(const std::string& session) {
  const auto family = ParsePositive(session);
  if (!family) return false;
  return !pool_.Query("SELECT 1 FROM refresh_families WHERE id = ? AND ended_at IS NULL", {*family})
              .empty();
}

std::optional<RefreshTokens::Used> MysqlRefreshTokens::Use(const std::string& token,
                                                           const std::string& application,
                                                           Instant now) {
  const auto hash = Sha256Hex(token);
  return pool_.Transact([&](mysql::Session& session) -> std::optional<Used> {
    const auto family = LockFamily(session, hash);
    if (!family) return std::nullopt;
    const auto kept = Read(session, hash);
    if (kept.application != application) return std::nullopt;
    const auto verdict = JudgeRefresh(kept.times, now);
    if (verdict == RefreshVerdict::kStolen) {
      EndFamily(session, *family, true, now);
      log::Warn("a refresh token was used twice: its family has ended",
                {{"employee_id", kept.account.employee.value()}, {"family", *family}});
    }
    if (verdict != RefreshVerdict::kGoesOn || !kept.usable) return std::nullopt;
    session.Execute("UPDATE refresh_tokens SET used_at = ? WHERE hash = ? AND used_at IS NULL",
                    {now, hash});
    return Used{kept.account, IssueRefreshToken(session, *family, now), std::to_string(*family)};
  });
}

void MysqlRefreshTokens::End(const std::string& token, Instant now) {
  const auto hash = Sha256Hex(token);
  pool_.Transact(
      [&](mysql::Session& session) {
        if (const auto family = LockFamily(session, hash)) {
          EndFamily(session, *family, false, now);
          session.Execute(
              "UPDATE browser_sessions SET ended_at = ? WHERE ended_at IS NULL AND id = "
              "(SELECT session_id FROM refresh_families WHERE id = ?)",
              {now, *family});
        }
      },
      mysql::LostCommit::kRepeat);
}

}  // namespace erp::employee
