// SignInFailures on MariaDB/MySQL: table sign_in_failures, in which nobody's name or address can be
// read. A try locks the row of its name, then that of its address.
#pragma once

#include "employee/app/identity/ports.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. The pool must outlive it.
class MysqlSignInFailures final : public SignInFailures {
 public:
  explicit MysqlSignInFailures(mysql::Pool& pool) : pool_(pool) {}

  std::optional<Try> Begin(const std::string& name,
                           const std::string& address,
                           Instant now) override;
  void Failed(const Try& wrong) override;
  void Succeeded(const Try& right) override;

 private:
  mysql::Pool& pool_;
};

}  // namespace erp::employee
