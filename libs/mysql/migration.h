// The schema of a service's own database: numbered .sql files, built into the daemon, applied
// in order, forward only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mysql/session.h"

namespace erp::mysql {

// One file, "0002_leave.sql". CREATE and ALTER commit by themselves in this database, so a
// file must survive being run again after a crash in its middle: IF NOT EXISTS, or a single
// statement.
struct Migration {
  int version;
  std::string_view name;
  std::string_view sql;
};

using Migrations = std::vector<Migration>;

// Creates the database when it is missing and applies what table schema_migrations does not
// list, one at a time under a server-wide lock, so that replicas may race; the others wait up
// to `lock_budget`. Returns the versions applied by this call. Not to be called on a worker
// thread: an ALTER may take minutes. Throws Unavailable when the server is away or the lock is
// not free in time, std::runtime_error when an applied file was changed afterwards.
std::vector<int> Migrate(const ConnectOptions& options,
                         const Migrations& migrations,
                         std::chrono::milliseconds lock_budget = std::chrono::minutes(2));

// Whether the database is there and its schema is as new as this daemon needs. Has a
// connection of its own, so that a busy pool does not look like a dead server.
// Not thread-safe: for the one thread of health::Health.
class SchemaProbe {
 public:
  SchemaProbe(ConnectOptions options, int needed_version);
  ~SchemaProbe();
  SchemaProbe(const SchemaProbe&) = delete;
  SchemaProbe& operator=(const SchemaProbe&) = delete;

  // Why the database cannot be used, or nothing. Blocks for about a second at most.
  std::optional<std::string> Check();

 private:
  ConnectOptions options_;
  int needed_version_;
  std::unique_ptr<Session> session_;
};

}  // namespace erp::mysql
