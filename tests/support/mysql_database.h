// A database of its own on the real server, for one test; dropped at the end.
// Listed among the sources of the tests that need it: not everybody links the driver.
#pragma once

#include <cstdint>
#include <string>

#include "mysql/session.h"
#include "support/daemon.h"

namespace erp::test {

// From TEST_MYSQL_HOST, _PORT, _USER and _PASSWORD; no database selected.
mysql::ConnectOptions MysqlServer();

// Not thread-safe.
class MysqlDatabase {
 public:
  // Creates the empty database test_<random>.
  MysqlDatabase();
  // Drops it.
  ~MysqlDatabase();
  MysqlDatabase(const MysqlDatabase&) = delete;
  MysqlDatabase& operator=(const MysqlDatabase&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] mysql::ConnectOptions options() const;
  // MYSQL_HOST … MYSQL_DATABASE for a daemon.
  [[nodiscard]] Environment environment() const;

  // A connection of the test's own, inside the database.
  mysql::Session& session() { return session_; }
  // KILL of another connection, as an operator would.
  void Kill(std::uint64_t connection_id);

 private:
  std::string name_;
  mysql::Session session_;
};

}  // namespace erp::test
