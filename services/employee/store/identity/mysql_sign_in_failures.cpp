#include "employee/store/identity/mysql_sign_in_failures.h"

#include "common/sha256.h"

namespace erp::employee {
namespace {

// Old rows go as new ones come; at most so many at once.
constexpr std::int64_t kForgottenAtOnce = 100;

}  // namespace

Failures MysqlSignInFailures::Of(const std::string& who) {
  const auto rows =
      pool_.Query("SELECT count, last_at FROM sign_in_failures WHERE who = ?", {Sha256Hex(who)});
  if (rows.empty()) return {};
  return {rows[0].Integer(0), rows[0].Time(1)};
}

void MysqlSignInFailures::Add(const std::vector<std::string>& who, Instant now) {
  const Instant old = now - kFailuresCount;
  for (const auto& one : who) {
    // Counted by the database: of failures at once each counts.
    pool_.Transact([&](mysql::Session& session) {
      session.Execute(
          "INSERT INTO sign_in_failures (who, count, last_at) VALUES (?, 1, ?) ON DUPLICATE KEY "
          "UPDATE count = IF(last_at <= ?, 1, count + 1), last_at = GREATEST(last_at, ?)",
          {Sha256Hex(one), now, old, now});
    });
  }
  pool_.Transact([&](mysql::Session& session) {
    session.Execute("DELETE FROM sign_in_failures WHERE last_at <= ? LIMIT ?",
                    {old, kForgottenAtOnce});
  });
}

void MysqlSignInFailures::Forget(const std::string& who) {
  pool_.Transact(
      [&](mysql::Session& session) {
        session.Execute("DELETE FROM sign_in_failures WHERE who = ?", {Sha256Hex(who)});
      },
      mysql::LostCommit::kRepeat);
}

}  // namespace erp::employee
