// RefreshTokens on MariaDB/MySQL: tables refresh_families and refresh_tokens. A use locks the row
// of its family and no other one.
#pragma once

#include "employee/app/identity/ports.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. The pool must outlive it.
class MysqlRefreshTokens final : public RefreshTokens {
 public:
  explicit MysqlRefreshTokens(mysql::Pool& pool) : pool_(pool) {}

  Begun Begin(AccountId account, Instant now) override;
  std::optional<Used> Use(const std::string& token,
                          const std::string& application,
                          Instant now) override;
  void End(const std::string& token, Instant now) override;
  bool GoesOn(const std::string& session) override;

 private:
  mysql::Pool& pool_;
};

}  // namespace erp::employee
