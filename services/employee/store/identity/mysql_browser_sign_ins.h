// BrowserSignIns on MariaDB/MySQL: tables browser_sessions and authorization_codes. Redeeming locks
// the row of the code; what it gave before is ended after that, and no other row is locked.
#pragma once

#include "employee/app/identity/browser_ports.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. The pool must outlive it.
class MysqlBrowserSignIns final : public BrowserSignIns {
 public:
  explicit MysqlBrowserSignIns(mysql::Pool& pool) : pool_(pool) {}

  std::string Begin(AccountId account, Instant now) override;
  std::optional<BrowserSession> Find(const std::string& cookie, Instant now) override;
  std::string GiveCode(const BrowserSession& session, const CodeFor& wanted, Instant now) override;
  std::optional<RedeemedCode> Redeem(const std::string& code,
                                     const PresentedCode& presented,
                                     Instant now) override;

 private:
  mysql::Pool& pool_;
};

}  // namespace erp::employee
