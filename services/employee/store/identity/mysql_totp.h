// TotpBook on MariaDB/MySQL: table totp, whose keys are sealed. A use locks the row of its account.
#pragma once

#include <optional>

#include "auth/sealed.h"
#include "employee/app/identity/totp_ports.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. The pool must outlive it.
class MysqlTotp final : public TotpBook {
 public:
  // Without a sealer there are no keys here.
  MysqlTotp(mysql::Pool& pool, std::optional<auth::Sealer> sealer) : pool_(pool), sealer_(sealer) {}

  bool IsActive(AccountId account) override;
  Result<std::string> Begin(AccountId account, Instant now) override;
  bool Use(AccountId account, const std::string& code, Instant now) override;
  void Remove(AccountId account) override;

 private:
  [[nodiscard]] const auth::Sealer& Sealer() const;

  mysql::Pool& pool_;
  const std::optional<auth::Sealer> sealer_;
};

}  // namespace erp::employee
