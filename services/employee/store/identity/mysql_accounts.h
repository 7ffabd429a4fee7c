// AccountBook on MariaDB/MySQL: tables accounts and passwords. A new account locks the row of its
// person in employees (shared); no other lock is taken.
#pragma once

#include "employee/app/identity/ports.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. The pool must outlive it. Each question is one statement by a key.
class MysqlAccounts final : public AccountBook {
 public:
  explicit MysqlAccounts(mysql::Pool& pool) : pool_(pool) {}

  std::optional<UserAccount> Find(const std::string& issuer, const std::string& subject) override;
  std::optional<LocalAccount> FindByName(const std::string& username) override;
  Result<LocalAccount> Add(EmployeeId employee,
                           const std::string& username,
                           const std::string& subject,
                           const std::string& password_hash,
                           Instant now) override;
  bool SetPassword(const std::string& username,
                   const std::string& hash,
                   const std::string& kept,
                   Instant now) override;
  bool SetLocked(const std::string& username, bool locked, Instant now) override;
  bool RemoveCodes(const std::string& username) override;

 private:
  mysql::Pool& pool_;
};

}  // namespace erp::employee
