#include "employee/store/identity/mysql_sign_in_failures.h"

#include "common/sha256.h"

namespace erp::employee {
namespace {

// Old rows go as new ones come; at most so many at once.
constexpr std::int64_t kForgottenAtOnce = 100;

// The row, locked; one that is new counts nothing yet.
Failures Lock(mysql::Session& session, const std::string& who, Instant now) {
  session.Execute(
      "INSERT INTO sign_in_failures (who, count, last_at) VALUES (?, 0, ?) "
      "ON DUPLICATE KEY UPDATE who = VALUES(who)",
      {who, now});
  const auto rows =
      session.Query("SELECT count, last_at FROM sign_in_failures WHERE who = ? FOR UPDATE", {who});
  return {rows.at(0).Integer(0), rows.at(0).Time(1)};
}

void Write(mysql::Session& session, const std::string& who, const Failures& failures) {
  session.Execute("UPDATE sign_in_failures SET count = ?, last_at = ? WHERE who = ?",
                  {failures.count, failures.last, who});
}

// False: too fast. The row is locked only where tries take turns.
bool MayTryFrom(mysql::Session& session, const std::string& who, Instant now) {
  const auto rows =
      session.Query("SELECT count, last_at FROM sign_in_failures WHERE who = ?", {who});
  if (rows.empty()) return true;
  if (!TakesTurns({rows[0].Integer(0), rows[0].Time(1)}, now)) return true;
  const auto failures = Lock(session, who, now);
  if (NextTryFromAddress(failures, now)) return false;
  Write(session, who, {failures.count, now});
  return true;
}

}  // namespace

std::optional<SignInFailures::Try> MysqlSignInFailures::Begin(const std::string& name,
                                                              const std::string& address,
                                                              Instant now) {
  const auto key = Sha256Hex(name);
  return pool_.Transact([&](mysql::Session& session) -> std::optional<Try> {
    const auto of_name = Lock(session, key, now);
    if (NextTryOfName(of_name, now)) return std::nullopt;
    if (!address.empty() && !MayTryFrom(session, Sha256Hex(address), now)) return std::nullopt;
    Write(session, key, WithOneMore(of_name, now));
    return Try{name, address, now};
  });
}

void MysqlSignInFailures::Failed(const Try& wrong) {
  pool_.Transact([&](mysql::Session& session) {
    if (wrong.address.empty()) return;
    const auto key = Sha256Hex(wrong.address);
    Write(session, key, WithOneMore(Lock(session, key, wrong.began), wrong.began));
  });
  pool_.Transact([&](mysql::Session& session) {
    session.Execute("DELETE FROM sign_in_failures WHERE last_at <= ? LIMIT ?",
                    {wrong.began - kFailuresCount, kForgottenAtOnce});
  });
}

void MysqlSignInFailures::Succeeded(const Try& right) {
  pool_.Transact([&](mysql::Session& session) {
    session.Execute("DELETE FROM sign_in_failures WHERE who = ?", {Sha256Hex(right.name)});
  });
}

}  // namespace erp::employee
