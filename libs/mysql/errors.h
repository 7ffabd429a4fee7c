// What can go wrong with the database beyond Unavailable (common/error.h), as exceptions.
// Pool::Transact handles the transient ones; stores catch DuplicateKey where it has a meaning.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "common/error.h"

namespace erp::mysql {

// The connection ended, or no answer came in time. A statement outside a transaction may or
// may not have been executed; a transaction that was not being committed was rolled back.
class ConnectionLost : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

// The server does not know the account, its password or its right to the database.
class AccountRefused : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

// Deadlock or lock wait timeout. The whole transaction has to be run again.
class Contention : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

// An INSERT or UPDATE met a row with the same unique key.
class DuplicateKey : public std::runtime_error {
 public:
  DuplicateKey(const std::string& what, std::string key)
      : std::runtime_error(what), key_(std::move(key)) {}

  // Name of the violated key without its table: "PRIMARY" or as the migration calls it.
  [[nodiscard]] const std::string& key() const { return key_; }

 private:
  std::string key_;
};

// The server refused a statement for any other reason: a bug or a broken schema.
class ServerError : public std::runtime_error {
 public:
  ServerError(const std::string& what, unsigned code) : std::runtime_error(what), code_(code) {}

  // The server's error number, e.g. 1064; 4025 (MariaDB) and 3819 (MySQL) are failed CHECKs.
  [[nodiscard]] unsigned code() const { return code_; }

 private:
  unsigned code_;
};

}  // namespace erp::mysql
