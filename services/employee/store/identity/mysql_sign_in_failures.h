// SignInFailures on MariaDB/MySQL: table sign_in_failures, in which nobody's name or address can be
// read.
#pragma once

#include "employee/app/identity/ports.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. The pool must outlive it.
class MysqlSignInFailures final : public SignInFailures {
 public:
  explicit MysqlSignInFailures(mysql::Pool& pool) : pool_(pool) {}

  Failures Of(const std::string& who) override;
  void Add(const std::vector<std::string>& who, Instant now) override;
  void Forget(const std::string& who) override;

 private:
  mysql::Pool& pool_;
};

}  // namespace erp::employee
