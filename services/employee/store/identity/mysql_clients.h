// ClientBook on MariaDB/MySQL: table clients. A client of a person locks that person's row in
// employees (shared); several clients at once are written in the order of their ids.
#pragma once

#include "employee/app/identity/ports.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. The pool must outlive it. Each question is one statement by a key.
class MysqlClients final : public ClientBook {
 public:
  explicit MysqlClients(mysql::Pool& pool) : pool_(pool) {}

  std::optional<KnownClient> Find(const std::string& id) override;
  std::vector<KnownClient> All() override;
  Result<void> Add(const Client& client, const std::string& secret_hash, Instant now) override;
  void Keep(const std::vector<Wanted>& clients, Instant now) override;
  bool SetLocked(const std::string& id, bool locked, Instant now) override;
  bool Remove(const std::string& id) override;

 private:
  mysql::Pool& pool_;
};

}  // namespace erp::employee
