#include "mysql/migration.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <stdexcept>
#include <utility>

#include "common/clock.h"
#include "common/error.h"
#include "common/sha256.h"
#include "mysql/errors.h"
#include "observe/log.h"

namespace erp::mysql {
namespace {

constexpr std::chrono::seconds kLongestStatement{3600};  // an ALTER of a big table

constexpr std::string_view kTable = R"(
CREATE TABLE IF NOT EXISTS schema_migrations (
  version    INT          NOT NULL PRIMARY KEY,
  name       VARCHAR(100) NOT NULL,
  checksum   CHAR(64)     NOT NULL,
  applied_at DATETIME(3)  NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin)";

// Lock names are server-wide and at most 64 characters long.
std::string LockName(const std::string& database) {
  return "migrate:" + Sha256Hex(database).substr(0, 32);
}

std::string Quoted(const std::string& name) {
  if (name.empty() || name.find('`') != std::string::npos) {
    throw std::runtime_error("not a usable database name: \"" + name + "\"");
  }
  return "`" + name + "`";
}

void CreateDatabase(ConnectOptions options) {
  const std::string database = std::exchange(options.database, "");
  Session session(options);
  const auto found =
      session.Query("SELECT 1 FROM information_schema.schemata WHERE schema_name = ?", {database});
  if (!found.empty()) return;
  session.RunScript("CREATE DATABASE IF NOT EXISTS " + Quoted(database) +
                    " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
}

void TakeLock(Session& session, const std::string& name, std::chrono::milliseconds budget) {
  const auto deadline = Deadline::After(budget);
  do {
    const auto rows = session.Query("SELECT GET_LOCK(?, 1)", {name});
    if (!rows[0].IsNull(0) && rows[0].Integer(0) == 1) return;
  } while (!deadline.Expired());
  throw Unavailable("another migration holds the lock");
}

std::map<int, std::string> Applied(Session& session) {
  std::map<int, std::string> applied;
  for (const auto& row : session.Query("SELECT version, checksum FROM schema_migrations")) {
    applied.emplace(static_cast<int>(row.Integer(0)), row.Text(1));
  }
  return applied;
}

void Apply(Session& session, const Migration& migration) {
  const auto started = std::chrono::steady_clock::now();
  session.RunScript(std::string(migration.sql));
  session.Execute(
      "INSERT INTO schema_migrations (version, name, checksum, applied_at) "
      "VALUES (?, ?, ?, ?)",
      {migration.version, std::string(migration.name), Sha256Hex(migration.sql),
       SystemClock().Now()});
  const auto took = std::chrono::steady_clock::now() - started;
  log::Debug("migration applied",
             {{"version", migration.version},
              {"name", migration.name},
              {"ms", std::chrono::duration_cast<std::chrono::milliseconds>(took).count()}});
}

}  // namespace

std::vector<int> Migrate(const ConnectOptions& options,
                         const Migrations& migrations,
                         std::chrono::milliseconds lock_budget) {
  CreateDatabase(options);
  ConnectOptions slow = options;
  slow.answer_timeout = kLongestStatement;
  Session session(slow);
  TakeLock(session, LockName(options.database), lock_budget);  // let go when the session ends
  session.RunScript(std::string(kTable));
  const auto applied = Applied(session);
  std::vector<int> newly;
  for (const auto& migration : migrations) {
    const auto found = applied.find(migration.version);
    if (found == applied.end()) {
      Apply(session, migration);
      newly.push_back(migration.version);
    } else if (found->second != Sha256Hex(migration.sql)) {
      throw std::runtime_error("migration " + std::to_string(migration.version) + "_" +
                               std::string(migration.name) +
                               " was changed after it had been applied; add a new one instead");
    }
  }
  log::Debug("migrated", {{"database", options.database}, {"applied", newly.size()}});
  return newly;
}

SchemaProbe::SchemaProbe(ConnectOptions options, int needed_version)
    : options_(std::move(options)), needed_version_(needed_version) {
  options_.connect_timeout = std::chrono::seconds(1);
  options_.answer_timeout = std::chrono::seconds(1);
}

SchemaProbe::~SchemaProbe() = default;

std::optional<std::string> SchemaProbe::Check() {
  std::int64_t version = 0;
  try {
    if (!session_) session_ = std::make_unique<Session>(options_);
    const auto rows = session_->Query("SELECT COALESCE(MAX(version), 0) FROM schema_migrations");
    version = rows[0].Integer(0);
  } catch (const std::exception& error) {
    if (session_ && session_->usable()) return std::string("no schema yet: ") + error.what();
    session_.reset();
    return error.what();
  }
  if (version >= needed_version_) return std::nullopt;
  return "the schema is at version " + std::to_string(version) + " and " +
         std::to_string(needed_version_) + " is needed: run --migrate";
}

}  // namespace erp::mysql
