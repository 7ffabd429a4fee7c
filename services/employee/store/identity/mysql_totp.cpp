#include "employee/store/identity/mysql_totp.h"

#include <stdexcept>

#include "auth/base64url.h"
#include "auth/secret.h"
#include "employee/domain/identity/one_time_code.h"

namespace erp::employee {

const auth::Sealer& MysqlTotp::Sealer() const {
  if (!sealer_) throw Unavailable("no keys of authenticators are kept here: ISSUER_KEY is empty");
  return *sealer_;
}

bool MysqlTotp::IsActive(AccountId account) {
  return !pool_
              .Query("SELECT 1 FROM totp WHERE account_id = ? AND confirmed_at IS NOT NULL",
                     {account.value()})
              .empty();
}

Result<std::string> MysqlTotp::Begin(AccountId account, Instant now) {
  const auto key = auth::DecodeBase64Url(auth::NewSecret()).value().substr(0, kTotpKeyBytes);
  const auto sealed = Sealer().Seal(key);
  return pool_.Transact([&](mysql::Session& session) -> Result<std::string> {
    session.Execute("DELETE FROM totp WHERE account_id = ? AND confirmed_at IS NULL",
                    {account.value()});
    const auto kept =
        session.Query("SELECT 1 FROM totp WHERE account_id = ? FOR UPDATE", {account.value()});
    if (!kept.empty()) {
      return Error{ErrorCode::kConflict, "totp-active",
                   "This account signs in with one-time codes already."};
    }
    session.Execute("INSERT INTO totp (account_id, sealed, created_at) VALUES (?, ?, ?)",
                    {account.value(), sealed, now});
    return key;
  });
}

bool MysqlTotp::Use(AccountId account, const std::string& code, Instant now) {
  return pool_.Transact([&](mysql::Session& session) {
    const auto rows = session.Query(
        "SELECT sealed, last_step FROM totp WHERE account_id = ? FOR UPDATE", {account.value()});
    if (rows.empty()) return false;
    const auto key = Sealer().Open(rows[0].Text(0));
    if (!key) throw std::runtime_error("a key was sealed with another ISSUER_KEY");
    const auto step = AcceptTotp(*key, code, rows[0].OptionalInteger(1), now);
    if (!step) return false;
    session.Execute(
        "UPDATE totp SET last_step = ?, confirmed_at = COALESCE(confirmed_at, ?) "
        "WHERE account_id = ?",
        {*step, now, account.value()});
    return true;
  });
}

void MysqlTotp::Remove(AccountId account) {
  pool_.Transact(
      [&](mysql::Session& session) {
        session.Execute("DELETE FROM totp WHERE account_id = ?", {account.value()});
      },
      mysql::LostCommit::kRepeat);
}

}  // namespace erp::employee
