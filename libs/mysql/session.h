// One connection to MariaDB or MySQL: prepared statements cached by their text, values bound
// and fetched by type. READ COMMITTED, UTC, strict mode, utf8mb4.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "common/tls.h"
#include "mysql/value.h"

namespace erp::mysql {

// How to connect. Timeouts are rounded up to whole seconds by the driver.
struct ConnectOptions {
  std::string host = "127.0.0.1";  // always over TCP, "localhost" included
  int port = 3306;
  std::string user;
  std::string password;
  std::string database;  // may be empty: none selected
  Tls tls;
  std::chrono::seconds connect_timeout{2};
  std::chrono::seconds answer_timeout{5};     // of one statement; then ConnectionLost
  std::chrono::seconds lock_wait_timeout{3};  // shorter than answer_timeout; then Contention
};

// Not thread-safe: one thread at a time, which a lease of Pool guarantees. Every call blocks
// for at most answer_timeout. All throw ConnectionLost, Contention, DuplicateKey, Unavailable
// (server overloaded, shutting down, read-only, schema missing) or ServerError.
class Session {
 public:
  // Connects; blocks for at most about connect_timeout. Throws Unavailable.
  explicit Session(const ConnectOptions& options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Runs a statement with `?` for each value and returns all rows.
  Rows Query(std::string_view sql, const Values& values = {});

  // Runs an INSERT, UPDATE or DELETE.
  Written Execute(std::string_view sql, const Values& values = {});

  // Runs statements separated by `;` as plain text: migrations and session settings. Never
  // put a value into it.
  void RunScript(const std::string& sql);

  // Transactions; Pool::Transact is the way to have one.
  void Begin();
  void Commit();
  void RollBack();
  [[nodiscard]] bool in_transaction() const;

  // False when the connection ended; such a session must not be used any more.
  [[nodiscard]] bool usable() const;
  // One round trip; true when the server answers.
  bool Ping();
  // The server's number of this connection, as in SHOW PROCESSLIST.
  [[nodiscard]] std::uint64_t connection_id() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace erp::mysql
