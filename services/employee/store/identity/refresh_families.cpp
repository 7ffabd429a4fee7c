#include "employee/store/identity/refresh_families.h"

#include "auth/secret.h"
#include "common/sha256.h"
#include "employee/domain/identity/refresh.h"

namespace erp::employee {
namespace {

// At most so many at once.
constexpr std::int64_t kForgottenAtOnce = 100;

}  // namespace

std::string IssueRefreshToken(mysql::Session& session, std::int64_t family, Instant now) {
  auto token = auth::NewSecret();
  session.Execute("INSERT INTO refresh_tokens (hash, family_id, issued_at) VALUES (?, ?, ?)",
                  {Sha256Hex(token), family, now});
  return token;
}

BegunFamily BeginFamily(mysql::Session& session, const NewFamily& family) {
  session.Execute("DELETE FROM refresh_families WHERE signed_in_at < ? LIMIT ?",
                  {family.signed_in - kFamilyValid, kForgottenAtOnce});
  const auto written = session.Execute(
      "INSERT INTO refresh_families (account_id, signed_in_at, client_id, session_id) "
      "VALUES (?, ?, ?, ?)",
      {family.account.value(), family.signed_in,
       family.client.empty() ? mysql::Value() : mysql::Value(family.client),
       mysql::Nullable(family.session)});
  return {written.insert_id, IssueRefreshToken(session, written.insert_id, family.signed_in)};
}

void EndFamily(mysql::Session& session, std::int64_t family, bool stolen, Instant now) {
  session.Execute(
      "UPDATE refresh_families SET ended_at = ?, stolen = ? WHERE id = ? AND ended_at IS NULL",
      {now, std::int64_t{stolen ? 1 : 0}, family});
}

}  // namespace erp::employee
