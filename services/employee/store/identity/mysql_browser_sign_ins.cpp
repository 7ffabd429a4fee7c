#include "employee/store/identity/mysql_browser_sign_ins.h"

#include "auth/secret.h"
#include "common/sha256.h"
#include "employee/store/identity/refresh_families.h"
#include "observe/log.h"

namespace erp::employee {
namespace {

// Old rows go as new ones come; at most so many at once.
constexpr std::int64_t kForgottenAtOnce = 100;

// A session that is good now: neither old nor ended, and its account could sign in again.
const std::string kGood =
    "s.ended_at IS NULL AND s.signed_in_at > ? AND e.active + 0 = 1 AND p.locked_at IS NULL AND "
    "p.changed_at <= s.signed_in_at ";
const std::string kOfAccount =
    "JOIN accounts a ON a.id = s.account_id JOIN employees e ON e.id = a.employee_id "
    "JOIN passwords p ON p.account_id = a.id ";

struct Kept {
  GivenCode given;
  std::int64_t session = 0;
  std::optional<std::int64_t> family;
  std::string scope;
  std::string nonce;
};

// The row of a code, locked.
std::optional<Kept> Lock(mysql::Session& session, const std::string& hash) {
  const auto rows = session.Query(
      "SELECT client_id, redirect_uri, code_challenge, given_at, used_at IS NOT NULL, session_id, "
      "family_id, scope, nonce FROM authorization_codes WHERE hash = ? FOR UPDATE",
      {hash});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows[0];
  return Kept{{.client_id = row.Text(0),
               .redirect_uri = row.Text(1),
               .code_challenge = row.Text(2),
               .given = row.Time(3),
               .used = row.Integer(4) != 0},
              row.Integer(5),
              row.OptionalInteger(6),
              row.Text(7),
              row.Text(8)};
}

std::optional<BrowserSession> ReadSession(const mysql::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  const auto& row = rows[0];
  return BrowserSession{
      row.Integer(0),
      {AccountId(row.Integer(1)), EmployeeId(row.Integer(2)), row.Text(3), row.Text(4)},
      row.Time(5)};
}

const std::string kSession =
    "SELECT s.id, a.id, a.employee_id, a.issuer, a.subject, s.signed_in_at "
    "FROM browser_sessions s ";

void EndReplayed(mysql::Session& session, const Kept& kept, Instant now) {
  log::Warn("an authorization code was used twice: what it gave has ended",
            {{"client", kept.given.client_id}});
  if (kept.family) EndFamily(session, *kept.family, true, now);
}

}  // namespace

std::string MysqlBrowserSignIns::Begin(AccountId account, Instant now) {
  auto cookie = auth::NewSecret();
  pool_.Transact([&](mysql::Session& session) {
    session.Execute("DELETE FROM browser_sessions WHERE signed_in_at < ? LIMIT ?",
                    {now - 2 * kBrowserSession, kForgottenAtOnce});
    session.Execute(
        "INSERT INTO browser_sessions (hash, account_id, signed_in_at) VALUES (?, ?, ?)",
        {Sha256Hex(cookie), account.value(), now});
  });
  return cookie;
}

std::optional<BrowserSession> MysqlBrowserSignIns::Find(const std::string& cookie, Instant now) {
  return ReadSession(pool_.Query(kSession + kOfAccount + "WHERE s.hash = ? AND " + kGood,
                                 {Sha256Hex(cookie), now - kBrowserSession}));
}

std::string MysqlBrowserSignIns::GiveCode(const BrowserSession& browser,
                                          const CodeFor& wanted,
                                          Instant now) {
  auto code = auth::NewSecret();
  pool_.Transact([&](mysql::Session& session) {
    session.Execute(
        "INSERT INTO authorization_codes (hash, session_id, client_id, redirect_uri, "
        "code_challenge, scope, nonce, given_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        {Sha256Hex(code), browser.id, wanted.client_id, wanted.redirect_uri, wanted.code_challenge,
         wanted.scope, wanted.nonce, now});
  });
  return code;
}

std::optional<RedeemedCode> MysqlBrowserSignIns::Redeem(const std::string& code,
                                                        const PresentedCode& presented,
                                                        Instant now) {
  const auto hash = Sha256Hex(code);
  return pool_.Transact([&](mysql::Session& session) -> std::optional<RedeemedCode> {
    const auto kept = Lock(session, hash);
    if (!kept) return std::nullopt;
    const auto verdict = JudgeCode(kept->given, presented, now);
    if (verdict == CodeVerdict::kReplayed) {
      EndReplayed(session, *kept, now);
      return std::nullopt;
    }
    const auto browser =
        ReadSession(session.Query(kSession + kOfAccount + "WHERE s.id = ? AND " + kGood,
                                  {kept->session, now - kBrowserSession}));
    std::optional<BegunFamily> family;
    if (verdict == CodeVerdict::kGood && browser) {
      family = BeginFamily(session, {.account = browser->account.id,
                                     .client = kept->given.client_id,
                                     .session = browser->id,
                                     .signed_in = now});
    }
    session.Execute("UPDATE authorization_codes SET used_at = ?, family_id = ? WHERE hash = ?",
                    {now, family ? mysql::Value(family->id) : mysql::Value(), hash});
    if (!family) return std::nullopt;
    return RedeemedCode{browser->account, family->token, std::to_string(family->id),
                        kept->scope,      kept->nonce,   browser->signed_in};
  });
}

}  // namespace erp::employee
