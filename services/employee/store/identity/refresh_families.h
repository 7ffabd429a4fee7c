// What the stores of refresh tokens and of authorization codes share: tables refresh_families and
// refresh_tokens. On the caller's transaction.
#pragma once

#include <optional>
#include <string>

#include "employee/domain/identity/account.h"
#include "mysql/session.h"

namespace erp::employee {

// A new family with its first token, which is returned. `client` may be empty. Old families go as
// new ones come.
struct NewFamily {
  AccountId account;
  std::string client;
  std::optional<std::int64_t> session;
  Instant signed_in;
};
struct BegunFamily {
  std::int64_t id = 0;
  std::string token;
};
BegunFamily BeginFamily(mysql::Session& session, const NewFamily& family);

// The next token of a family.
std::string IssueRefreshToken(mysql::Session& session, std::int64_t family, Instant now);

// Nothing happens to one that has ended.
void EndFamily(mysql::Session& session, std::int64_t family, bool stolen, Instant now);

}  // namespace erp::employee
