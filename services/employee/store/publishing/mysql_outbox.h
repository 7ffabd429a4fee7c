// The outbox of this service as the relay sees it: tables outbox and outbox_set_aside.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "mysql/pool.h"
#include "outbox/ports.h"

namespace erp::employee {

struct MysqlOutboxOptions {
  std::chrono::milliseconds settle{1000};  // younger entries belong to the replica that wrote them
  std::chrono::milliseconds lease{2000};
  std::size_t measured = 100'000;  // entries that Measure counts at most
};

// Thread-safe. Blocks on the database within the pool's time limits; throws Unavailable. All times
// are the database server's.
class MysqlOutbox final : public outbox::Source {
 public:
  // The pool must outlive it.
  explicit MysqlOutbox(mysql::Pool& pool, MysqlOutboxOptions options = {})
      : pool_(pool), options_(options) {}

  // Oldest first, in three statements without a transaction around them: who waits; take their
  // leases, each only if it is still free, marked with a token of this claim; read what carries
  // the token. A transaction of a change is never waited for: its entries are not seen yet.
  std::vector<outbox::Entry> ClaimAbandoned(std::size_t limit) override;

  // By primary key; forgets nothing else.
  void MarkDone(const std::vector<outbox::Entry>& entries) override;

  Backlog Measure() override;

 private:
  void SetAside(const std::string& number, const std::string& reason);

  mysql::Pool& pool_;
  const MysqlOutboxOptions options_;
};

}  // namespace erp::employee
